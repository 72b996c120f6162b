import type { ModelFacts } from '../../models/model-facts.js';
import type {
  SubmitAnswer,
  PollAnswer,
  Provider,
  ProviderHooks,
  RenderOrder,
  VendorPace,
} from '../../providers/provider.js';
import type { TaskModel } from '../task-model.js';

/** What a {@link FakeVendor} does when it is asked; absent: it accepts, and has a clip at the first poll. */
export interface FakeBehaviour {
  readonly submit?: (order: RenderOrder, hooks: ProviderHooks) => Promise<SubmitAnswer>;
  readonly poll?: (handle: string, hooks: ProviderHooks) => Promise<PollAnswer>;
  readonly cancel?: () => Promise<'confirmed' | 'too_late' | 'uncertain'>;
  readonly open?: (source: string) => Promise<AsyncIterable<Uint8Array>>;
  readonly find?: NonNullable<Provider['find']>;
  readonly knowsRepeats?: boolean;
  readonly bodyOf?: NonNullable<Provider['bodyOf']>;
  readonly hear?: NonNullable<Provider['hear']>;
  readonly pace?: VendorPace;
  /** Default: `fake`. */
  readonly id?: string;
  /** Default: `key-1`. */
  readonly credential?: string;
  /** What a render is billed, in micro-dollars; its model is one of the catalogue then, and has a price. Absent: neither. */
  readonly microUsd?: number;
}

/** A vendor in this process: a provider that counts what it is asked, and its model. */
export interface FakeVendor {
  readonly provider: Provider;
  readonly model: TaskModel;
  readonly submitted: string[];
  readonly polled: string[];
  readonly released: string[];
  readonly cancels: () => number;
}

/** Makes a vendor that charges: an order must never reach it twice. */
export function createFakeVendor(behaviour: FakeBehaviour = {}, isFreeToRepeat = false): FakeVendor {
  const submitted: string[] = [];
  const polled: string[] = [];
  const released: string[] = [];
  let cancelled = 0;
  const provider: Provider = {
    id: behaviour.id ?? 'fake',
    isFreeToRepeat,
    credential: behaviour.credential ?? 'key-1',
    ...pick(behaviour),
    submit: async (order, hooks) => {
      hooks.beforeSend();
      submitted.push(order.attemptId);
      return behaviour.submit?.(order, hooks) ?? { kind: 'accepted', handle: `job-${order.attemptId}` };
    },
    poll: async (handle, _order, hooks) => {
      polled.push(handle);
      return behaviour.poll?.(handle, hooks) ?? CLIP_READY;
    },
    cancel: async () => {
      cancelled += 1;
      return behaviour.cancel?.() ?? 'confirmed';
    },
    open: async (source) => behaviour.open?.(source) ?? bytesOf(source),
    release: (handle) => {
      released.push(handle);
      return Promise.resolve();
    },
  };
  const { microUsd } = behaviour;
  const facts = microUsd === undefined ? {} : { facts: { id: MODEL.id, usualSec: { p50: 1, p90: 2 } } as ModelFacts };
  const model: TaskModel = { ...MODEL, provider: provider.id, ...facts };
  return { provider, model, submitted, polled, released, cancels: () => cancelled };
}

function pick({ microUsd, ...behaviour }: FakeBehaviour): Partial<Provider> {
  const { find, knowsRepeats, bodyOf, hear, pace } = behaviour;
  return {
    ...(find === undefined ? {} : { find }),
    ...(knowsRepeats === undefined ? {} : { knowsRepeats }),
    ...(bodyOf === undefined ? {} : { bodyOf }),
    ...(hear === undefined ? {} : { hear }),
    ...(pace === undefined ? {} : { pace }),
    ...(microUsd === undefined ? {} : { billedMicroUsd: () => microUsd }),
  };
}

/** The answer of a vendor that is done. */
export const CLIP_READY: PollAnswer = {
  kind: 'succeeded',
  outputs: [{ type: 'video', source: 'the clip', isDecoded: true }],
};

const MODEL: TaskModel = {
  id: 'fake/model',
  provider: 'fake',
  lane: 'local',
  turnMs: 1,
  accept: () => ({ findings: [], adjustments: [] }),
  prepare: (input) => Promise.resolve({ plan: { prompt: input['prompt'] }, about: {}, findings: [], adjustments: [] }),
  report: () => ({ made: 'by a fake' }),
};

// eslint-disable-next-line @typescript-eslint/require-await -- a body in one piece, where a stream is taken
async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text, 'utf8');
}
