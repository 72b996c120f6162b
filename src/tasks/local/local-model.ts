import { z } from 'zod';
import { AppError } from '../../contract/errors.js';
import type { Finding } from '../../contract/finding.js';
import { type LocalMotionInput, localMotionInputSchema } from '../../contract/create-task.js';
import type { ReadonlyModelListing } from '../../contract/model.js';
import { LOCAL_MOTION } from '../../models/local-motion.js';
import { ASPECT_RATIOS, TIERS } from '../../models/rasters.js';
import type { LocalPlan } from '../../providers/local/local-provider.js';
import type { RenderedClip } from '../../providers/local/local-renderer.js';
import { type PreparedRender, prepareRender } from './prepare-render.js';
import { reportRender } from './render-report.js';
import { checkRequest, type RenderSettings } from './render-request.js';
import { parseColour } from '../../stills/parse-colour.js';
import type { TaskModel } from '../task-model.js';
import { callByName } from './call-by-name.js';
import { onWire, wireFieldOf } from './wire-fields.js';

/** A render of some seconds: about what one takes on two cores. */
const TURN_MS = 2_000;

/** `local/motion` as a task's model: what it takes, how an order of it is settled, how it reports. */
export const LOCAL_MODEL: TaskModel = {
  id: LOCAL_MOTION.id,
  provider: 'local',
  lane: 'local',
  turnMs: TURN_MS,
  accept(input) {
    const read = readInput(input);
    wireNames(() => {
      checkRequest(toSettings(read, read.last_frame_url));
      if (read.background !== undefined) parseColour(read.background, 'background');
    });
    const { first_frame_url: first, last_frame_url: last } = read;
    return {
      stills: [
        { role: 'first', field: 'first_frame_url', url: first },
        ...(last === undefined ? [] : [{ role: 'last', field: 'last_frame_url', url: last } as const]),
      ],
      findings: input['aspect_ratio'] === undefined ? [DEFAULT_RATIO] : [],
      adjustments: [],
    };
  },
  async prepare(input, { first, last }, { mediaPool, signal }) {
    if (first === undefined) throw new TypeError('a task of local/motion was accepted without a first still');
    const settings = toSettings(readInput(input), last?.path);
    const paths = { stillPath: first.path, ...(last === undefined ? {} : { lastPath: last.path }) };
    const pool = await mediaPool();
    const prepared = await callByName(last === undefined ? [first] : [first, last], () =>
      prepareRender(settings, paths, { mediaPool: pool, signal }),
    ).catch((error: unknown) => {
      throw withWireField(error);
    });
    const { planned, stills } = prepared;
    return {
      plan: { clip: planned.clip } satisfies LocalPlan,
      about: prepared,
      adjustments: planned.adjustments.map(onWire),
      findings: [...stills.first.findings, ...(stills.last?.findings ?? [])].map(onWire),
    };
  },
  // Both are this module's own, read back from the row that `prepare` and the provider filled.
  report: (about, facts, elapsedMs) =>
    reportRender({ prepared: about as PreparedRender, made: facts as RenderedClip, elapsedMs }),
};

/** HiAPI's default, which a caller of its models counts on; of a square still it cuts off much. */
const DEFAULT_RATIO: Finding = {
  code: 'default_aspect_ratio',
  severity: 'warn',
  field: 'aspect_ratio',
  measured: 'aspect_ratio is absent, so the clip is 16:9 and a still of another ratio is cropped to it.',
  repair: 'Send "aspect_ratio": "adaptive" to follow the still.',
};

function readInput(input: Readonly<Record<string, unknown>>): LocalMotionInput {
  const read = localMotionInputSchema.safeParse(input);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  const unknown = issue?.code === 'unrecognized_keys' ? issue.keys.join(', ') : undefined;
  const field = unknown ?? issue?.path.join('.') ?? 'input';
  const message =
    unknown === undefined
      ? `input.${field}: ${issue?.message ?? 'cannot be read'}`
      : `input has unknown fields: ${unknown}`;
  const todo = `${LOCAL_MOTION.id} takes ${Object.keys(localMotionInputSchema.shape).join(', ')}.`;
  throw new AppError('bad_usage', message, { field, todo });
}

function toSettings(input: LocalMotionInput, lastPath: string | undefined): RenderSettings {
  const { focus, background, crf, encoder_preset: encoderPreset } = input;
  return {
    prompt: input.prompt,
    model: LOCAL_MOTION.id,
    aspect: input.aspect_ratio,
    durationSec: input.duration,
    resolution: input.resolution as RenderSettings['resolution'],
    audio: input.generate_audio ?? false,
    loop: input.loop,
    seed: input.seed,
    fit: input.fit,
    ...(lastPath === undefined ? {} : { lastPath }),
    ...(focus && { focus }),
    ...(background === undefined ? {} : { background }),
    ...(crf === undefined ? {} : { crf }),
    ...(encoderPreset === undefined ? {} : { encoderPreset }),
  };
}

/** Runs `check`, whose errors name fields as the command line does, for a caller who knows the wire's. */
function wireNames(check: () => void): void {
  try {
    check();
  } catch (error) {
    throw withWireField(error);
  }
}

function withWireField(error: unknown): unknown {
  if (!(error instanceof AppError) || error.field === undefined || error.code === 'media_failed') return error;
  const field = wireFieldOf(error.field);
  const { message, todo, cause } = error;
  return new AppError(error.code, message, { field, cause, ...(todo === undefined ? {} : { todo }) });
}

/** What `GET /v1/models` says of it. */
export const LOCAL_LISTING: ReadonlyModelListing = {
  id: LOCAL_MOTION.id,
  title: 'The built-in renderer: a camera over your still, on this machine',
  aliases: [],
  routes: [{ route: 'local', proven: 'local' }],
  capability: 'image-to-video',
  durationSec: LOCAL_MOTION.durationSec,
  resolutions: TIERS,
  aspectRatios: ['adaptive', ...ASPECT_RATIOS],
  firstFrame: 'required',
  lastFrame: 'optional',
  audio: false,
  priceUsdPerSec: LOCAL_MOTION.priceUsd,
  proven: 'local',
  /** Drawn up when it is asked for: a render has no use for it. */
  get input() {
    return z.toJSONSchema(localMotionInputSchema, { io: 'input' }) as Readonly<Record<string, unknown>>;
  },
};
