import type { ModelOrder } from '../../../contract/model-order.js';
import { createGuardedFetch } from '../../../net/guarded-fetch.js';
import {
  quietHooks,
  type SeenRequest,
  serveDesk,
  write,
  type WrittenAnswer,
} from '../../calling/testing/vendor-desk.js';
import type { Provider, RenderOrder } from '../../provider.js';
import { createDashscopeProvider } from '../dashscope-provider.js';

/** The key of these tests. */
export const KEY = 'sk-0123456789abcdef';

/** The time of these tests, in ms. */
export const NOW_MS = Date.UTC(2026, 10, 22, 12);

/** A first-frame order. */
export const MODEL_ORDER: ModelOrder = {
  ...{ model: 'wan2.7-video/image-to-video', prompt: 'slow push in', frames: 'first', durationSec: 5 },
  ...{ resolution: '720p', aspectRatio: 'adaptive', audio: true, promptExtend: false, returnLastFrame: false },
};

/** An attempt at {@link MODEL_ORDER}. */
export const ORDER: RenderOrder = {
  ...{ attemptId: 'one', plan: { order: MODEL_ORDER }, stills: { first: 'blob' } },
  frames: { first: 'https://a.example/1.jpg' },
};

/** Hooks that tell nobody anything. */
export const HOOKS = quietHooks();

/** A provider and what it has asked. */
export interface DashscopeDesk {
  readonly provider: Provider;
  readonly asked: readonly SeenRequest[];
  readonly origin: string;
}

/** DashScope, as far as a test needs it: each request is answered by its method and path; the vendor's clock is the test's. */
export async function openDesk(
  answer: (asked: SeenRequest, origin: string) => WrittenAnswer,
  nowMs = NOW_MS,
): Promise<DashscopeDesk> {
  const { seen, origin } = await serveDesk((one, response, own) => {
    response.setHeader('date', new Date(NOW_MS).toUTCString());
    write(response, answer(one, own));
  });
  return { provider: providerAt(origin, nowMs), asked: seen, origin };
}

/** A provider that asks there. */
export function providerAt(baseUrl: string, nowMs = NOW_MS, apiKey = KEY): Provider {
  return createDashscopeProvider({
    ...{ baseUrl, apiKey, fetch: createGuardedFetch() },
    ...{ nowMs: () => nowMs, newId: () => 'name' },
  });
}
