import { afterAll, afterEach, beforeAll, expect } from 'vitest';
import type { Failure } from '../../../src/contract/task.js';
import type { ModelOrder } from '../../../src/contract/model-order.js';
import { createGuardedFetch, type GuardedFetch } from '../../../src/net/guarded-fetch.js';
import {
  ProviderError,
  type Provider,
  type ProviderHooks,
  type RenderOrder,
  type SubmitAnswer,
} from '../../../src/providers/provider.js';
import type { LoopbackVendor, VendorOptions } from '../loopback/loopback-vendor.js';
import { testClock, type TestClock } from '../plain-client.js';
import { startStillHost, type StillHost } from '../still-host.js';

/** What a provider is made with. */
export interface ProviderAccess {
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly fetch: GuardedFetch;
  readonly nowMs: () => number;
  readonly wait: () => Promise<void>;
  readonly webhookSecret?: string;
}

/** A value that a body must have at a path, or a question about it; `undefined` stands for a path that is not there. */
export type Expected = string | number | boolean | RegExp | ((value: unknown) => boolean);

/** One order, and the body that its vendor must receive. */
export interface OrderCase {
  readonly title: string;
  readonly order: ModelOrder;
  /** By dotted path: `content.0.text`. */
  readonly body: (
    frames: NonNullable<RenderOrder['frames']>,
    callbackUrl: string,
  ) => Readonly<Record<string, Expected>>;
  /** Paths that may be there as well: what the vendor's pages leave to taste. */
  readonly mayAlso?: RegExp;
}

/** What is expected of a failure; whatever a vendor's pages leave open is a list, or absent. */
export interface ExpectedFailure {
  readonly class: readonly Failure['class'][];
  readonly charged: readonly Failure['charged'][];
  readonly retry?: readonly Failure['retry'][];
}

/** A failure of a task, or a refusal at create: how to bring it about, and what is to be said of it. */
export interface FailureCase extends ExpectedFailure {
  readonly title: string;
  readonly arrange: (vendor: LoopbackVendor, clock: TestClock) => void;
  /** Instead of the usual still. */
  readonly still?: 'tooSmall' | 'redirected' | 'missing';
}

/** What an adapter may answer to a cancel. */
export type CancelAnswers = readonly Awaited<ReturnType<Provider['cancel']>>[];

/** A provider that the contract is held against. */
export interface ProviderUnderTest {
  readonly name: string;
  readonly startVendor: (options: VendorOptions) => Promise<LoopbackVendor>;
  readonly makeProvider: (access: ProviderAccess) => Provider;
  /** The first one is used wherever any order will do; it has a first frame. */
  readonly cases: readonly [OrderCase, ...OrderCase[]];
  /** Where the status stands in the answer to a poll. */
  readonly statusPath: readonly string[];
  readonly callbacks: 'signed' | 'unsigned' | 'none';
  readonly outputs: { readonly lifeMs: number; readonly isSignedAnew: boolean };
  readonly cancels: {
    readonly queued: CancelAnswers;
    readonly running: CancelAnswers;
    readonly ended: CancelAnswers;
    readonly race: CancelAnswers;
  };
  readonly refusals: readonly FailureCase[];
  readonly failures: readonly FailureCase[];
}

/** How long a render takes in every test of the contract. */
export const PACE = { queuedMs: 1_000, renderMs: 60_000 } as const;

/** Nobody can guess it, and no message may hold it. */
export const WEBHOOK_SECRET = 'whsec_0123456789abcdef';

/** A vendor with a provider in front of it. */
export interface Bench {
  readonly vendor: LoopbackVendor;
  readonly provider: Provider;
  readonly clock: TestClock;
  readonly order: (orderCase?: OrderCase, more?: Partial<RenderOrder>) => RenderOrder;
  readonly submit: (order?: RenderOrder) => Promise<SubmitAnswer>;
  /** Submits, and is sure of it. */
  readonly accept: (order?: RenderOrder) => Promise<string>;
  /** Waits for an error of {@link ProviderError}, and looks for the key in it. */
  readonly failsWith: (promise: Promise<unknown>) => Promise<ProviderError>;
}

/** Hooks that watch nothing. */
export function hooks(more: Partial<ProviderHooks> = {}): ProviderHooks {
  return { signal: new AbortController().signal, beforeSend: () => undefined, onProgress: () => undefined, ...more };
}

/** Sets up stills for a suite, and a bench for each test; ends them after it. To be called inside `describe`. */
export function benches(subject: ProviderUnderTest): {
  readonly start: (options?: VendorOptions) => Promise<Bench>;
  readonly stills: () => StillHost;
} {
  let stills: StillHost;
  const open: LoopbackVendor[] = [];
  beforeAll(async () => {
    stills = await startStillHost();
  });
  afterAll(() => stills.close());
  afterEach(async () => {
    await Promise.all(open.splice(0).map((vendor) => vendor.close()));
  });

  const start = async (options: VendorOptions = {}): Promise<Bench> => {
    const clock = testClock();
    const vendor = await subject.startVendor({
      nowMs: clock.nowMs,
      pace: PACE,
      webhookSecret: WEBHOOK_SECRET,
      ...options,
    });
    open.push(vendor);
    const fetch = createGuardedFetch();
    const { baseUrl, apiKey } = vendor;
    const access = { baseUrl, apiKey, fetch, nowMs: clock.nowMs, wait: () => Promise.resolve() };
    const provider = subject.makeProvider(
      subject.callbacks === 'signed' ? { ...access, webhookSecret: WEBHOOK_SECRET } : access,
    );
    let attempts = 0;
    const order = (orderCase = subject.cases[0], more: Partial<RenderOrder> = {}): RenderOrder => {
      const { frames } = orderCase.order;
      attempts += 1;
      return {
        attemptId: `attempt-${attempts}`,
        plan: { order: orderCase.order },
        stills: {},
        ...(frames === 'none'
          ? {}
          : { frames: frames === 'first' ? { first: stills.still } : { first: stills.still, last: stills.other } }),
        ...more,
      };
    };
    const submit = (sent = order()): Promise<SubmitAnswer> => provider.submit(sent, hooks());
    return {
      vendor,
      provider,
      clock,
      order,
      submit,
      accept: async (sent) => {
        const answer = await submit(sent);
        if (answer.kind !== 'accepted') throw new Error(`not accepted: ${answer.failure.say}`);
        return answer.handle;
      },
      failsWith: async (promise) => {
        const error = await promise.then(
          (value) => new Error(`answered ${JSON.stringify(value)} instead of throwing`),
          (thrown: unknown) => thrown,
        );
        if (!(error instanceof ProviderError)) throw error;
        expectNoSecret(textOf(error), vendor);
        return error;
      },
    };
  };
  return { start, stills: () => stills };
}

/** Looks for the key, whole or in its middle part, in what a person may get to see. */
export function expectNoSecret(text: string, vendor: LoopbackVendor): void {
  expect(text).not.toContain(vendor.apiKey);
  expect(text).not.toContain(vendor.apiKey.slice(8, -4));
  expect(text).not.toContain(WEBHOOK_SECRET);
}

function textOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return [error.name, error.message, error.stack ?? '', JSON.stringify(error), textOf(error.cause ?? '')].join('\n');
}

/** Holds a failure against what is expected, and against what every failure must be. */
export function expectFailure(failure: Failure, expected: ExpectedFailure, vendor: LoopbackVendor): void {
  expect(expected.class, `class of: ${failure.say}`).toContain(failure.class);
  expect(expected.charged, `charged of: ${failure.say}`).toContain(failure.charged);
  if (expected.retry !== undefined) expect(expected.retry, `retry of: ${failure.say}`).toContain(failure.retry);
  expect(failure.say.length).toBeGreaterThan(10);
  expectNoSecret(JSON.stringify(failure), vendor);
}

/** All bytes of a stream. */
export async function readAll(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of stream) pieces.push(piece);
  return Buffer.concat(pieces);
}
