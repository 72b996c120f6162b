import { createHash } from 'node:crypto';
import type { ModelOrder } from '../../contract/model-order.js';

/** The stills as URLs that Ark can read: https, data URIs or `asset://`. */
export interface ArkFrames {
  readonly first?: string;
  readonly last?: string;
}

/** What a request says beside the order. */
export interface ArkSending {
  /** Ark's own id of the model. */
  readonly modelId: string;
  /** Where every change of state is called back to, unsigned. */
  readonly callbackUrl?: string;
  /** See {@link expirySecOf}. */
  readonly expirySec?: number;
}

/** The body of `POST /contents/generations/tasks`. */
export type ArkBody = Readonly<Record<string, unknown>>;

/**
 * The order as Ark takes it: it answers 400 to a field that the model does not have, so only fields that all of Seedance 2 has are sent,
 * and none is null. With frames the ratio is always `adaptive`: 2.5 refuses any other, and 2.0 would crop; the stills already have the
 * ratio that was asked for. No watermark. (BytePlus ModelArk, create a video generation task, read
 * 2026-11.)
 */
export function toArkBody(order: ModelOrder, frames: ArkFrames, sending: ArkSending): ArkBody {
  const { modelId, callbackUrl, expirySec } = sending;
  const hasFrames = frames.first !== undefined || frames.last !== undefined;
  return {
    model: modelId,
    content: [
      ...(order.prompt === '' ? [] : [{ type: 'text', text: order.prompt }]),
      ...(frames.first === undefined ? [] : [imageOf('first_frame', frames.first)]),
      ...(frames.last === undefined ? [] : [imageOf('last_frame', frames.last)]),
    ],
    resolution: order.resolution,
    ratio: hasFrames ? 'adaptive' : order.aspectRatio,
    duration: order.durationSec,
    generate_audio: order.audio,
    watermark: false,
    ...(order.returnLastFrame ? { return_last_frame: true } : {}),
    ...(order.seed === undefined ? {} : { seed: order.seed }),
    ...(expirySec === undefined ? {} : { execution_expires_after: expirySec }),
    ...(callbackUrl === undefined ? {} : { callback_url: callbackUrl }),
  };
}

/**
 * Ark gives up on a task after 1 to 72 h, by default 48; these 20 to 47 h are beyond every render, and before the 48 h after which a task
 * here is given up: what Ark has given up is proven to cost nothing.
 */
const EXPIRY = { minSec: 72_000, spanSec: 98_000 };

/** The longest that any attempt may wait and run at Ark. */
export const EXPIRY_MAX_SEC = EXPIRY.minSec + EXPIRY.spanSec;

/**
 * After how many seconds Ark is to give an attempt up: a number of the attempt's own. Ark has no idempotency key and no field for a
 * caller's name, but shows this one in its list, so that an order whose reply was lost is known again among others of its model.
 */
export function expirySecOf(attemptId: string): number {
  const hash = createHash('sha256').update(attemptId, 'utf8').digest();
  return EXPIRY.minSec + (hash.readUInt32BE(0) % EXPIRY.spanSec);
}

function imageOf(role: 'first_frame' | 'last_frame', url: string): object {
  return { type: 'image_url', role, image_url: { url } };
}
