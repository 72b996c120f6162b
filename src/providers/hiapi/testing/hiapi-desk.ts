import type { ServerResponse } from 'node:http';
import type { ModelOrder } from '../../../contract/model-order.js';
import { createGuardedFetch } from '../../../net/guarded-fetch.js';
import { type DeskAnswer, serveDesk, type VendorDesk } from '../../calling/testing/vendor-desk.js';
import type { Provider, RenderOrder } from '../../provider.js';
import { createHiapiProvider, type HiapiProviderDeps } from '../hiapi-provider.js';

/** The key of these tests. */
export const KEY = 'sk-desk-0123456789abcdef';

/** The time of these tests, in ms. */
export const NOW_MS = 1_777_282_099_000;

/** A task's id as HiAPI writes one. */
export const TASK_ID = 'tk-hiapi-01HZTQ8BX2N3GM3YFK4Z9D7VQR';

/** A first-frame order with seed 0 and no sound. */
export const ORDER: ModelOrder = {
  model: 'seedance-2-0',
  prompt: 'slow push in',
  frames: 'first',
  durationSec: 5,
  resolution: '720p',
  aspectRatio: 'adaptive',
  audio: false,
  seed: 0,
  promptExtend: false,
  returnLastFrame: false,
};

/** Serves answers, and makes a provider that asks there. */
export async function openDesk(
  answer: DeskAnswer,
  deps: Partial<HiapiProviderDeps> = {},
): Promise<VendorDesk & { readonly provider: Provider }> {
  const desk = await serveDesk(answer);
  const access = { baseUrl: desk.origin, apiKey: KEY, fetch: createGuardedFetch(), nowMs: () => NOW_MS };
  return { ...desk, provider: createHiapiProvider({ ...access, ...deps }) };
}

/** An attempt with one still. */
export function orderOf(changes: Partial<ModelOrder> = {}, rest: Partial<RenderOrder> = {}): RenderOrder {
  return {
    attemptId: 'attempt-1',
    plan: { order: { ...ORDER, ...changes } },
    stills: { first: 'sha' },
    frames: { first: 'https://stills.example/a.png?sig=1' },
    ...rest,
  };
}

/** HiAPI's envelope around what it has. */
export function success(data: unknown): unknown {
  return { code: 200, message: 'success', data };
}

/** HiAPI's envelope of a refusal, with its status. */
export function refusal(response: ServerResponse, status: number, errorCode?: string, message = 'no'): unknown {
  response.statusCode = status;
  return { code: status, message, data: null, ...(errorCode === undefined ? {} : { error_code: errorCode }) };
}
