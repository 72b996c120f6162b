import type { ModelOrder } from '../../contract/model-order.js';
import { findModelFacts, vendorIdOf } from '../../models/catalogue.js';

/** The stills as URLs that HiAPI can read. */
export interface HiapiFrames {
  readonly first?: string;
  readonly last?: string;
}

/** What a request says beside the order. */
export interface HiapiSending {
  /** HiAPI's own route (`pro`, `ext`…); absent: its default. */
  readonly route?: string;
  /** Where the one callback goes, when the task has ended. */
  readonly callbackUrl?: string;
}

/** The body of `POST /v1/tasks`. */
export interface HiapiBody {
  readonly model: string;
  readonly route?: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly callback?: { readonly url: string; readonly when: 'final' };
}

/**
 * The order as HiAPI takes it; `undefined` for a model whose fields are not known here. Only fields that are known are sent, and none is
 * null; an empty `route` is left out, since HiAPI tells a repeated request by its bytes. What HiAPI would choose is always said: its
 * defaults crop to 16:9 and sell sound unasked. (docs.hiapi.ai, create task and seedance-2-0, read 2026-11.)
 */
export function toHiapiBody(order: ModelOrder, frames: HiapiFrames, sending: HiapiSending = {}): HiapiBody | undefined {
  const facts = findModelFacts(order.model);
  const model = facts === undefined ? order.model : vendorIdOf(facts, 'hiapi');
  const input = inputOf(order, frames);
  if (input === undefined || model === undefined) return undefined;
  const { route = '', callbackUrl } = sending;
  return {
    model,
    ...(route === '' ? {} : { route }),
    input,
    ...(callbackUrl === undefined ? {} : { callback: { url: callbackUrl, when: 'final' } }),
  };
}

function inputOf(order: ModelOrder, frames: HiapiFrames): HiapiBody['input'] | undefined {
  if (/^seedance-\d/.test(order.model)) return seedanceInput(order, frames);
  if (/^wan2\.\d/.test(order.model)) return wanInput(order, frames);
  return undefined;
}

/**
 * Flat: each frame has a field of its own. Frames that lie on the clip's own raster have the ratio that was asked for, and are sent as
 * `adaptive`: by a named one Seedance scales them again, and the picture jumps after the first frame.
 */
function seedanceInput(order: ModelOrder, frames: HiapiFrames): HiapiBody['input'] {
  const isOnRaster = order.raster !== undefined && frames.first !== undefined;
  return {
    prompt: order.prompt,
    ...(frames.first === undefined ? {} : { first_frame_url: frames.first }),
    ...(frames.last === undefined ? {} : { last_frame_url: frames.last }),
    aspect_ratio: isOnRaster ? 'adaptive' : order.aspectRatio,
    duration: order.durationSec,
    resolution: order.resolution,
    generate_audio: order.audio,
    ...(order.returnLastFrame ? { return_last_frame: true } : {}),
    ...(order.seed === undefined ? {} : { seed: order.seed }),
  };
}

/** Frames in `media`; no ratio, it is the first frame's, and no switch for sound: there always is some. */
function wanInput(order: ModelOrder, frames: HiapiFrames): HiapiBody['input'] {
  return {
    prompt: order.prompt,
    ...(order.negativePrompt === undefined ? {} : { negative_prompt: order.negativePrompt }),
    media: [
      ...(frames.first === undefined ? [] : [{ type: 'first_frame', url: frames.first }]),
      ...(frames.last === undefined ? [] : [{ type: 'last_frame', url: frames.last }]),
    ],
    resolution: order.resolution,
    duration: order.durationSec,
    prompt_extend: order.promptExtend,
    ...(order.seed === undefined ? {} : { seed: order.seed }),
  };
}
