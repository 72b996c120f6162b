import sharp from 'sharp';
import type { ModelOrder } from '../../src/contract/model-order.js';
import { createGuardedFetch } from '../../src/net/guarded-fetch.js';
import { createProviders } from '../../src/providers/create-providers.js';
import type { Provider, ProviderHooks } from '../../src/providers/provider.js';
import { seedanceOrder, wanOrder } from './contract/model-orders.js';
import type { LoopbackVendor } from './loopback/loopback-vendor.js';

/** The vendors that list their tasks. */
export const LISTING = ['hiapi', 'ark', 'dashscope'] as const;

/** One of {@link LISTING}. */
export type ListingName = (typeof LISTING)[number];

/** Hooks of a call that nobody stops. */
export const QUIET: ProviderHooks = {
  signal: new AbortController().signal,
  beforeSend: () => undefined,
  onProgress: () => undefined,
};

/** The adapter of a vendor, under its key. */
export function providerAt(name: ListingName, { apiKey, baseUrl }: LoopbackVendor, nowMs = Date.now): Provider {
  const [provider] = createProviders({ [name]: { apiKey, baseUrl } }, { fetch: createGuardedFetch(), nowMs });
  if (provider === undefined) throw new Error(`there is no ${name}`);
  return provider;
}

let still: Promise<string> | undefined;

/** A still in a data URI, as small as every vendor takes it. */
async function dataUri(): Promise<string> {
  const picture = { width: 640, height: 360, channels: 3, background: '#305070' } as const;
  const bytes = await sharp({ create: picture }).jpeg().toBuffer();
  return `data:image/jpeg;base64,${bytes.toString('base64')}`;
}

/** Orders clips past every installation, as with a script and the same key, and answers with their handles. */
export async function orderElsewhere(
  name: ListingName,
  vendor: LoopbackVendor,
  { count = 1, more = {} }: { readonly count?: number; readonly more?: Partial<ModelOrder> } = {},
): Promise<readonly string[]> {
  const provider = providerAt(name, vendor);
  const order = name === 'dashscope' ? wanOrder(more) : seedanceOrder(more);
  const first = await (still ??= dataUri());
  const handles: string[] = [];
  for (let made = 0; made < count; made += 1) {
    const attemptId = `elsewhere-${name}-${Math.random().toString(36).slice(2)}`;
    const answer = await provider.submit({ attemptId, plan: { order }, stills: {}, frames: { first } }, QUIET);
    if (answer.kind !== 'accepted') throw new Error(`refused: ${answer.failure.say}`);
    handles.push(answer.handle);
  }
  return handles;
}

/** Makes a job one that was done at `endedMs`, by the vendor's clock. */
export function finishAt(vendor: LoopbackVendor, handle: string, endedMs: number): void {
  const order = vendor.orders.find((each) => each.handle === handle);
  if (order === undefined) throw new Error(`${handle} was never ordered`);
  Object.assign(order, { createdMs: endedMs - 1_000, startsMs: endedMs - 500, endsMs: endedMs });
}
