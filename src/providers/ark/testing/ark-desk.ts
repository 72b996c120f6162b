import type { ServerResponse } from 'node:http';
import type { ModelOrder } from '../../../contract/model-order.js';
import { createGuardedFetch } from '../../../net/guarded-fetch.js';
import { type DeskAnswer, serveDesk, type VendorDesk } from '../../calling/testing/vendor-desk.js';
import type { Provider, RenderOrder } from '../../provider.js';
import { type ArkProviderDeps, createArkProvider } from '../ark-provider.js';

/** The key of these tests. */
export const KEY = 'ark-desk-0123-4567';

/** The time of these tests, in ms. */
export const NOW_MS = 1_777_282_099_000;

/** A task's id as Ark writes one. */
export const TASK_ID = 'cgt-20261122120000-abcde';

/** A first-frame order with seed 0 and no sound. */
export const ORDER: ModelOrder = {
  model: 'seedance-2-0',
  prompt: 'slow push in',
  frames: 'first',
  durationSec: 5,
  resolution: '720p',
  aspectRatio: '16:9',
  audio: false,
  seed: 0,
  promptExtend: false,
  returnLastFrame: false,
};

/** Serves answers, and makes a provider that asks there. */
export async function openDesk(
  answer: DeskAnswer,
  deps: Partial<ArkProviderDeps> = {},
): Promise<VendorDesk & { readonly provider: Provider }> {
  const desk = await serveDesk(answer);
  const access = { baseUrl: `${desk.origin}/api/v3/`, apiKey: KEY, fetch: createGuardedFetch(), nowMs: () => NOW_MS };
  return { ...desk, provider: createArkProvider({ ...access, ...deps }) };
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

/** Ark's error, with its status. */
export function refusal(
  response: ServerResponse,
  status: number,
  code: string,
  message = 'no',
  param?: string,
): unknown {
  response.statusCode = status;
  return { error: { code, message, type: 'BadRequest', ...(param === undefined ? {} : { param }) } };
}
