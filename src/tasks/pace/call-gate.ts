import type { Provider } from '../../providers/provider.js';
import { blockCredential, leaseCalls } from '../../store/operations/credentials.js';
import type { Store } from '../../store/store.js';

/** What a gate needs to know of a provider. */
export type GatedProvider = Pick<Provider, 'id' | 'credential' | 'isFreeToRepeat' | 'pace'>;

/** Where calls to vendors wait for their turn: every process over one store has its own, and together they keep each key's pace. */
export interface CallGate {
  /**
   * In how many ms this call may leave; 0: now. Up to {@link WAIT_HERE_MS} the place is this call's own: wait, and call. Beyond that no
   * place is kept: come back then, and take again. What is made on this machine (`isFreeToRepeat`) never waits.
   * @throws StoreError
   */
  take(provider: GatedProvider, kind: 'ask' | 'submit'): Promise<number>;
  /**
   * The vendor wants to be left alone for so long (a 429): the whole key waits, questions and orders, in every process from its next
   * lease on. Says nothing about any task, and counts for none. @throws StoreError
   */
  block(provider: GatedProvider, ms: number): Promise<void>;
}

/** Longest wait with a place kept; what is beyond it would keep a claim, and lose its place if the process died. */
export const WAIT_HERE_MS = 5_000;

/** The pace of a vendor that names none: ours, so that a fault of ours is no flood. */
const DEFAULT_CALLS_PER_SEC = 100;

/** Calls bunch up on their way: a little below the limit is the limit. */
const HEADROOM = 0.95;

/** Longest stretch that one process takes at once: the others wait as long. */
const STRETCH_MS = 500;

/** A stretch that begins no later than this ends before {@link WAIT_HERE_MS}. */
const AHEAD_MS = WAIT_HERE_MS - STRETCH_MS;

/** What a gate is made with; each has a default. */
export interface CallGateOptions {
  /** Ms that never jump. */
  readonly monotonicMs?: () => number;
  /** From 0 up to 1. */
  readonly random?: () => number;
}

/** One clock of one key, as this process sees it. */
interface Lane {
  /** Places that are leased and not taken, in ms of the monotonic clock, each later than the one before. */
  places: number[];
  /** How many to lease next: more while they are used up, fewer while they pass by. */
  next: number;
  readonly waiting: { readonly resolve: (waitMs: number) => void; readonly reject: (error: unknown) => void }[];
  isLeasing: boolean;
  /** Counts blocks: a lease that was asked for before one is worth nothing after it. */
  blocks: number;
}

/** Makes the gate of one process. */
export function createCallGate(store: Pick<Store, 'run'>, options: CallGateOptions = {}): CallGate {
  const monotonicMs = options.monotonicMs ?? (() => performance.now());
  const random = options.random ?? Math.random;
  const lanes = new Map<string, Lane>();
  const laneOf = ({ id, credential }: GatedProvider, clock: 'call' | 'submit'): Lane => {
    const name = JSON.stringify([id, credential, clock]);
    let lane = lanes.get(name);
    if (lane === undefined) {
      lane = { places: [], next: 1, waiting: [], isLeasing: false, blocks: 0 };
      lanes.set(name, lane);
    }
    return lane;
  };

  async function lease(lane: Lane, provider: GatedProvider, clock: 'call' | 'submit'): Promise<void> {
    const perSec = perSecOf(provider, clock);
    const stepMs = 1000 / (perSec * HEADROOM);
    const most = Math.max(1, Math.floor(STRETCH_MS / stepMs));
    try {
      while (lane.waiting.length > 0) {
        const count = Math.min(Math.max(lane.next, lane.waiting.length), most);
        const { blocks } = lane;
        const spanMs = Math.ceil(count * stepMs);
        const credential = { provider: provider.id, fingerprint: provider.credential };
        const leased = await store.run(() => leaseCalls(credential, { clock, spanMs, aheadMs: AHEAD_MS }));
        if (blocks !== lane.blocks) continue;
        if (leased.kind === 'later') {
          // Not all at the same moment: those who come back then find room for a few.
          const laterMs = Math.max(leased.inMs, WAIT_HERE_MS + 1);
          for (const { resolve } of lane.waiting.splice(0)) resolve(Math.ceil(laterMs + random() * WAIT_HERE_MS));
          return;
        }
        const startMs = monotonicMs() + leased.inMs;
        lane.places = Array.from({ length: count }, (_, index) => startMs + index * stepMs);
        serve(lane, monotonicMs());
        lane.next = Math.min(count * 2, most);
      }
    } catch (error) {
      for (const { reject } of lane.waiting.splice(0)) reject(error);
    } finally {
      // In the same turn as the last look at who waits: whoever comes after it begins a lease.
      lane.isLeasing = false;
    }
  }

  return {
    take: (provider, kind) => {
      if (provider.isFreeToRepeat) return Promise.resolve(0);
      const clock = kind === 'submit' && provider.pace?.submitsPerSec !== undefined ? 'submit' : 'call';
      const lane = laneOf(provider, clock);
      const nowMs = monotonicMs();
      const passed = lane.places.findIndex((place) => place >= nowMs);
      const gone = passed === -1 ? lane.places.length : passed;
      if (gone > 0) {
        lane.places.splice(0, gone);
        lane.next = Math.max(1, lane.next - gone);
      }
      return new Promise((resolve, reject) => {
        lane.waiting.push({ resolve, reject });
        if (lane.isLeasing) return;
        serve(lane, nowMs);
        if (lane.waiting.length === 0) return;
        lane.isLeasing = true;
        void lease(lane, provider, clock);
      });
    },
    block: async (provider, ms) => {
      const forget = (): void => {
        for (const clock of ['call', 'submit'] as const) {
          const lane = laneOf(provider, clock);
          lane.places = [];
          lane.blocks += 1;
        }
      };
      forget();
      const { id, credential } = provider;
      const wholeMs = Math.max(0, Math.ceil(ms));
      await store.run(() => blockCredential({ provider: id, fingerprint: credential }, wholeMs));
      // Once more: what was leased while the row was not written yet.
      forget();
    },
  };
}

/** Gives each who waits a place of its own, as far as they go. */
function serve(lane: Lane, nowMs: number): void {
  while (lane.waiting.length > 0) {
    const place = lane.places.shift();
    if (place === undefined) return;
    lane.waiting.shift()?.resolve(Math.max(0, Math.ceil(place - nowMs)));
  }
}

function perSecOf({ pace }: GatedProvider, clock: 'call' | 'submit'): number {
  const perSec = clock === 'submit' ? pace?.submitsPerSec : pace?.callsPerSec;
  return perSec === undefined || !(perSec > 0) ? DEFAULT_CALLS_PER_SEC : perSec;
}
