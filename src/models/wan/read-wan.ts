import type { Adjustment } from '../../contract/adjustment.js';
import type { Finding } from '../../contract/finding.js';
import type { ReadInput } from '../model-facts.js';
import { foreignBut } from '../reading/foreign-fields.js';
import { readFields } from '../reading/read-fields.js';
import { readMedia } from './read-media.js';
import { WAN_FIELDS } from './wan-fields.js';

const FOREIGN = foreignBut('media', 'prompt_extend', 'negative_prompt');

const DEFAULT_EXTEND: Finding = {
  code: 'default_prompt_extend',
  severity: 'note',
  field: 'prompt_extend',
  measured:
    "prompt_extend is absent, and false is sent: the vendor's default lets another model rewrite the prompt, so that nobody can say what was rendered, or render it again.",
  repair: 'Send "prompt_extend": true if the prompt is to be rewritten.',
};

const DEFAULT_RESOLUTION: Finding = {
  code: 'default_resolution',
  severity: 'note',
  field: 'resolution',
  measured:
    "resolution is absent, and 720p is sent: the vendor's own default is 1080p, which costs half as much again.",
  repair: 'Send "resolution": "1080p" for the larger clip.',
};

/** Reads an input of Wan 2.7. The clip has the ratio of its first still and always has sound: who asked otherwise is told. */
export function readWan(model: string, input: Readonly<Record<string, unknown>>): ReadInput {
  const { media: _read, ...flat } = input;
  const { values, reasons: fieldReasons } = readFields(model, WAN_FIELDS, FOREIGN, flat);
  const media = readMedia(input);
  const reasons = [...fieldReasons, ...media.reasons];
  const { prompt, negative_prompt: negativePrompt, duration, resolution, prompt_extend: extend, seed } = values;
  if (reasons.length > 0 || prompt === undefined || duration === undefined || resolution === undefined) {
    return { kind: 'refused', reasons };
  }
  const findings: Finding[] = [];
  if (extend === undefined) findings.push(DEFAULT_EXTEND);
  if (input['resolution'] === undefined) findings.push(DEFAULT_RESOLUTION);
  return {
    kind: 'read',
    order: {
      model,
      prompt,
      ...(negativePrompt === undefined || negativePrompt === '' ? {} : { negativePrompt }),
      frames: media.stills.length === 2 ? 'first_last' : 'first',
      durationSec: duration,
      resolution,
      aspectRatio: 'adaptive',
      audio: true,
      ...(seed === undefined ? {} : { seed }),
      promptExtend: extend ?? false,
      returnLastFrame: false,
    },
    findings,
    adjustments: adjustmentsOf(values.aspect_ratio, values.generate_audio),
    stills: media.stills,
  };
}

function adjustmentsOf(ratio: string | undefined, audio: boolean | undefined): Adjustment[] {
  const adjustments: Adjustment[] = [];
  if (ratio !== undefined && ratio !== 'adaptive') {
    adjustments.push({
      code: 'ratio_follows_still',
      field: 'aspect_ratio',
      asked: ratio,
      used: 'adaptive',
      reason: 'Wan has no ratio to choose: the clip has that of its first still. Crop the still for another.',
    });
  }
  if (audio === false) {
    adjustments.push({
      code: 'always_sound',
      field: 'generate_audio',
      asked: 'false',
      used: 'true',
      reason: 'Wan always makes a sound track, at no cost of its own. Take it out of the clip, or mute the player.',
    });
  }
  return adjustments;
}
