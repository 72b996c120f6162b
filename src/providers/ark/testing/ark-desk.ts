import type { IncomingHttpHeaders, ServerResponse } from 'node:http';
import type { ModelOrder } from '../../../contract/model-order.js';
import { createGuardedFetch } from '../../../net/guarded-fetch.js';
import { serve } from '../../../net/testing/loopback.js';
import type { Provider, ProviderHooks, RenderOrder } from '../../provider.js';
import { type ArkProviderDeps, createArkProvider } from '../ark-provider.js';

/** One request as the server had it. */
export interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** How the server answers: JSON, or whatever it does with the response itself. */
export type Answer = (request: SeenRequest, response: ServerResponse) => unknown;

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
  answer: Answer,
  deps: Partial<ArkProviderDeps> = {},
): Promise<{ readonly provider: Provider; readonly seen: SeenRequest[]; readonly origin: string }> {
  const seen: SeenRequest[] = [];
  const server = await serve((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url = '', headers } = request;
      const one = { method, path: url, headers, body: Buffer.concat(chunks).toString('utf8') };
      seen.push(one);
      const json = answer(one, response);
      if (json !== undefined) response.setHeader('content-type', 'application/json').end(JSON.stringify(json));
    });
  });
  const baseUrl = `${server.origin}/api/v3/`;
  const fetch = createGuardedFetch();
  const provider = createArkProvider({ baseUrl, apiKey: KEY, fetch, nowMs: () => NOW_MS, ...deps });
  return { provider, seen, origin: server.origin };
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

/** Hooks of a call that nobody stops. */
export function quietHooks(changes: Partial<ProviderHooks> = {}): ProviderHooks {
  return { signal: new AbortController().signal, beforeSend: () => undefined, onProgress: () => undefined, ...changes };
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
