import { createHash } from 'node:crypto';
import type { NewTask } from '../../client/task-reply.js';
import type { StillFile } from '../../stills/still-file.js';
import type { RenderSettings } from '../../tasks/local/render-request.js';

/** A render as a task asks for it, all but where its stills are. */
export interface TakeRequest {
  readonly model: string;
  /** The model's input without its stills. */
  readonly settings: Readonly<Record<string, unknown>>;
  /** In the order of the clip: the first, and the last where there is one. */
  readonly stills: readonly StillFile[];
  /** A name of the caller's for this take; absent: it is known by what it is made of alone. */
  readonly key?: string;
  /** Who is to run it; absent: the model's default. */
  readonly route?: string;
  /** Where its clip is written as well: `s3://bucket/{name}.mp4`. */
  readonly publishTo?: string;
  /** What it may cost at most, in dollars. */
  readonly budgetUsd?: number;
  /** Whether to go on although nobody knows a price. */
  readonly allowUnpriced?: true;
}

/** Says how a render's settings are written on the wire. What is left at its default is left to the model, but for what would bill or crop unasked. */
export function settingsOnWire(
  settings: RenderSettings,
  isGiven: (option: string) => boolean,
): TakeRequest['settings'] {
  const { prompt, aspect, durationSec, resolution, audio, loop = 'none', seed, fit } = settings;
  const { focus, background, crf, encoderPreset } = settings;
  return {
    ...{ prompt, aspect_ratio: aspect, duration: durationSec, resolution, generate_audio: audio },
    // Seed 0 is a seed, and not what a model takes by itself.
    ...(isGiven('seed') && { seed }),
    ...(loop !== 'none' && { loop }),
    ...(fit !== 'crop' && { fit }),
    ...(focus && { focus }),
    ...(background !== undefined && { background }),
    ...(crf !== undefined && { crf }),
    ...(encoderPreset !== undefined && { encoder_preset: encoderPreset }),
  };
}

/**
 * The name by which the same request is found again: the hash of everything that makes the clip, the stills by their bytes, and the
 * caller's own name for the take. A place where the clip goes is no part of it.
 */
export function referenceOf({ model, settings, stills, key, route, publishTo }: TakeRequest): string {
  const hashes = stills.map((still) => still.sha256);
  const parts: unknown[] = [model, Object.entries(settings).sort(byName), hashes, key ?? null];
  if (route !== undefined) parts.push(route);
  // One that was made before lies elsewhere.
  if (publishTo !== undefined) parts.push({ publishTo });
  return `render:${createHash('sha256').update(JSON.stringify(parts)).digest('hex')}`;
}

/** The task, now that the stills have been sent. */
export function toNewTask(request: TakeRequest, assetIds: readonly string[]): NewTask {
  const { model, settings, route, publishTo, budgetUsd, allowUnpriced } = request;
  return {
    model,
    input: { ...settings, ...stillFields(assetIds) },
    reference: referenceOf(request),
    ...(route === undefined ? {} : { route }),
    ...(publishTo === undefined ? {} : { publish_to: publishTo }),
    ...(budgetUsd === undefined ? {} : { budget_usd: budgetUsd }),
    ...(allowUnpriced === undefined ? {} : { allow_unpriced: true }),
  };
}

/** The stills of an input, by the fields that every model takes them in; none: text alone. */
export function stillFields([first, last]: readonly string[]): Readonly<Record<string, string>> {
  return {
    ...(first === undefined ? {} : { first_frame_url: first }),
    ...(last === undefined ? {} : { last_frame_url: last }),
  };
}

function byName([a]: readonly [string, unknown], [b]: readonly [string, unknown]): number {
  return a < b ? -1 : 1;
}
