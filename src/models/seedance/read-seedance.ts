import type { Adjustment } from '../../contract/adjustment.js';
import type { Finding } from '../../contract/finding.js';
import type { ModelOrder } from '../../contract/model-order.js';
import type { InputReason, NamedStill, ReadInput } from '../model-facts.js';
import { ASPECT_RATIOS, rasterOf, type SeedanceTier } from '../rasters.js';
import { DEFAULT_AUDIO, DEFAULT_RATIO } from '../reading/default-findings.js';
import { foreignBut } from '../reading/foreign-fields.js';
import { type FieldsRead, readFields } from '../reading/read-fields.js';
import { type seedanceFields, withoutFrames } from './seedance-fields.js';

/** What one Seedance takes. */
export interface SeedanceShape {
  readonly model: string;
  readonly fields: ReturnType<typeof seedanceFields>;
  /** Whether stills are `optional`, `required` or `none` (and then which model takes them). */
  readonly stills: 'optional' | 'required' | 'none';
  /** The model for inputs that are of the other kind. */
  readonly sibling?: string;
  /** Whether the vendor refuses a ratio beside frames, so that HiAPI documents only `adaptive`. */
  readonly isOnlyAdaptive: boolean;
}

const FOREIGN = foreignBut('return_last_frame');
const REFERENCES = ['reference_image_urls', 'reference_video_urls', 'reference_audio_urls'];

/**
 * Reads an input of Seedance. With frames the vendor is always told `adaptive`, and the frames are brought to the exact raster of the
 * ratio that was asked for: any other pair makes the picture jump after the first frame. With `adaptive` asked, the raster is settled
 * when the still is there: see `settleRaster`.
 */
export function readSeedance(shape: SeedanceShape, input: Readonly<Record<string, unknown>>): ReadInput {
  const { model } = shape;
  const { values, reasons: fieldReasons } = readOwnFields(shape, input);
  const reasons = [...fieldReasons, ...reasonsOfMode(shape, input)];
  const { prompt, duration, resolution } = values;
  if (reasons.length > 0 || prompt === undefined || duration === undefined || resolution === undefined) {
    return { kind: 'refused', reasons };
  }
  const { first_frame_url: first, last_frame_url: last, aspect_ratio: asked, generate_audio: audio, seed } = values;
  const hasFrames = first !== undefined;
  const ratio = asked ?? (hasFrames && shape.isOnlyAdaptive ? 'adaptive' : '16:9');
  const raster = hasFrames ? rasterOfAsked(resolution, ratio) : undefined;
  const order: ModelOrder = {
    model,
    prompt,
    frames: last === undefined ? (hasFrames ? 'first' : 'none') : 'first_last',
    durationSec: duration,
    resolution,
    aspectRatio: hasFrames ? 'adaptive' : ratio,
    ...(raster === undefined ? {} : { raster }),
    audio: audio ?? true,
    ...(seed === undefined ? {} : { seed }),
    promptExtend: false,
    returnLastFrame: values.return_last_frame ?? false,
  };
  const findings: Finding[] = [];
  if (asked === undefined && hasFrames && !shape.isOnlyAdaptive) findings.push(DEFAULT_RATIO);
  if (audio === undefined) findings.push(DEFAULT_AUDIO);
  const adjustments: Adjustment[] = [];
  if (raster !== undefined && shape.isOnlyAdaptive) {
    adjustments.push({
      code: 'ratio_by_framing',
      field: 'aspect_ratio',
      asked: ratio,
      used: 'adaptive',
      reason: `${model} takes no ratio beside a first frame, so the frames are brought to ${raster.widthPx}×${raster.heightPx} before they are sent.`,
    });
  }
  return { kind: 'read', order, findings, adjustments, stills: stillsOf(first, last) };
}

function readOwnFields(
  { model, fields, stills, sibling }: SeedanceShape,
  input: Readonly<Record<string, unknown>>,
): FieldsRead<SeedanceShape['fields']> {
  if (stills !== 'none') return readFields(model, fields, FOREIGN, input);
  const noFrames = { message: `${model} takes no frames`, todo: `Use the model ${sibling ?? ''} for stills.` };
  const foreign = { ...FOREIGN, first_frame_url: noFrames, last_frame_url: noFrames };
  return readFields(model, withoutFrames(fields), foreign, input);
}

/** The raster of a named ratio; undefined for `adaptive`. */
export function rasterOfAsked(resolution: string, ratio: string): ReturnType<typeof rasterOf> | undefined {
  const named = ASPECT_RATIOS.find((name) => name === ratio);
  return named === undefined ? undefined : rasterOf(resolution as SeedanceTier, named);
}

/** Which of the four modes an input is of: text, first frame, first and last, references; reasons when it is of none or of two. */
function reasonsOfMode(shape: SeedanceShape, input: Readonly<Record<string, unknown>>): InputReason[] {
  const { stills, sibling } = shape;
  if (stills === 'none') return [];
  const isGiven = (name: string): boolean => input[name] !== undefined;
  const frames = ['first_frame_url', 'last_frame_url'].filter(isGiven);
  const reasons: InputReason[] = [];
  if (stills === 'required' && !isGiven('first_frame_url')) {
    const todo = `Give the still, or use the model ${sibling ?? ''} for text alone.`;
    reasons.push({ field: 'first_frame_url', message: 'first_frame_url is missing', todo });
  } else if (isGiven('last_frame_url') && !isGiven('first_frame_url')) {
    const todo = 'Give first_frame_url too; a clip that only ends on a still cannot be made by this model.';
    reasons.push({ field: 'last_frame_url', message: 'last_frame_url is given without first_frame_url', todo });
  }
  const references = REFERENCES.filter((name) => isGiven(name) && !isEmpty(input[name]));
  const [frame] = frames;
  if (references.length > 0 && frame !== undefined) {
    const message = `frames and references cannot be in one request: ${[...frames, ...references].join(', ')}`;
    reasons.push({ field: frame, message, todo: 'Keep the frames, and leave the references out.' });
  }
  return reasons;
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

function stillsOf(first: string | undefined, last: string | undefined): NamedStill[] {
  return [
    ...(first === undefined ? [] : [{ role: 'first', field: 'first_frame_url', url: first } as const]),
    ...(last === undefined ? [] : [{ role: 'last', field: 'last_frame_url', url: last } as const]),
  ];
}
