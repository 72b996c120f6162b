import type { Provider } from '../../providers/provider.js';
import {
  type BreakerCause,
  type BreakerRecord,
  BREAKERS_TOPIC,
  listBreakers,
  mendKey,
  noteTrouble,
  takeTrial,
} from '../../store/operations/breakers.js';
import type { Credential } from '../../store/operations/credentials.js';
import { listPauses, PAUSES_TOPIC, type PauseRecord } from '../../store/operations/pauses.js';
import type { Store } from '../../store/store.js';

/** What is to be sent. */
export interface Sending {
  readonly accountId: string;
  /** The catalogue's id. */
  readonly model: string;
  readonly provider: Pick<Provider, 'id' | 'credential' | 'isFreeToRepeat'>;
}

/** Why something is not sent now. */
export interface NotNow {
  readonly why: 'paused' | 'vendor_key';
  /** For the task's progress: `paused: …`, `waiting: …`. */
  readonly say: string;
  /** When to look again; a pause that ends, and a key that is mended, wake what waits. */
  readonly inMs: number;
}

/** Says what may be sent: nothing that an operator has paused, and nothing under a key that its vendor refuses. Shared through rows. */
export interface SubmitGate {
  /**
   * Why an order is not to be sent now; `undefined`: it may. Under a key that is stopped, one caller is let through from time to time to
   * try it, and has to say how that went.
   */
  ask(sending: Sending): Promise<NotNow | undefined>;
  /** The same for who only wants to know: nobody is let through to try. */
  look(sending: Sending): Promise<NotNow | undefined>;
  /** What a person is told of one that has not been sent: the reason, also of a key that may be tried by now and was not yet. */
  why(sending: Sending): Promise<NotNow | undefined>;
  /** An order was refused for the key's sake, or has failed without an answer. */
  noteTrouble(
    provider: Sending['provider'],
    trouble: { readonly cause: BreakerCause; readonly say: string },
  ): Promise<void>;
  /** An order was taken. */
  noteTaken(provider: Sending['provider']): Promise<void>;
}

/** What {@link createSubmitGate} is made of. */
export interface SubmitGateDeps {
  readonly store: Store;
  readonly monotonicMs: () => number;
  /** Ms since 1970, as the store's clock is. */
  readonly nowMs: () => number;
  /** 0 up to 1. */
  readonly random: () => number;
}

/** A hint may be lost: the rows are read anew when they are older than this, so that a pause holds everywhere within seconds. */
const FRESH_MS = 1_000;

/** How long what is paused waits before it looks by itself. */
const PAUSED_MS = 30_000;

/** No wait for a key is longer, for another may be set meanwhile. */
const KEY_MAX_MS = 60_000;

/** Makes a gate for this process. */
export function createSubmitGate({ store, monotonicMs, nowMs, random }: SubmitGateDeps): SubmitGate {
  let known: { readonly pauses: readonly PauseRecord[]; readonly breakers: readonly BreakerRecord[] } | undefined;
  let knownAtMs = 0;
  let reading: Promise<NonNullable<typeof known>> | undefined;
  // Whatever was being read when a hint came may be older than the hint.
  let hints = 0;
  store.onWake((topic) => {
    if (topic !== PAUSES_TOPIC && topic !== BREAKERS_TOPIC) return;
    hints += 1;
    known = undefined;
  });

  async function read(): Promise<NonNullable<typeof known>> {
    if (known !== undefined && monotonicMs() - knownAtMs < FRESH_MS) return known;
    const before = hints;
    reading ??= store
      .run(function* () {
        return { pauses: yield* listPauses(), breakers: yield* listBreakers() };
      })
      .finally(() => (reading = undefined));
    const rows = await reading;
    if (before === hints) {
      known = rows;
      knownAtMs = monotonicMs();
    }
    return rows;
  }

  async function judge({ accountId, model, provider }: Sending) {
    const { pauses, breakers } = await read();
    const pause = pauses.find((one) => isOne(one, { accountId, route: provider.id, model }));
    if (pause !== undefined) {
      const inMs = PAUSED_MS * (0.5 + random());
      return { wait: { why: 'paused', say: `paused: ${pause.reason}`, inMs } as const, isTrialDue: false };
    }
    const { id, credential } = provider;
    const breaker = breakers.find((one) => one.provider === id && one.fingerprint === credential);
    if (breaker === undefined || breaker.state === 'counting' || provider.isFreeToRepeat) return undefined;
    const leftMs = breaker.tryAtMs - nowMs();
    const inMs = Math.min(KEY_MAX_MS, Math.max(1_000, leftMs)) + 2_000 * random();
    return { wait: { why: 'vendor_key', say: `waiting: ${breaker.say}`, inMs } as const, isTrialDue: leftMs <= 0 };
  }

  return {
    async ask(sending) {
      const judged = await judge(sending);
      if (judged === undefined) return undefined;
      if (judged.isTrialDue && (await store.run(() => takeTrial(keyOf(sending.provider))))) return undefined;
      return judged.wait;
    },
    look: async (sending) => {
      const judged = await judge(sending);
      return judged?.isTrialDue === true ? undefined : judged?.wait;
    },
    why: async (sending) => (await judge(sending))?.wait,
    async noteTrouble(provider, trouble) {
      if (provider.isFreeToRepeat) return;
      await store.run(() => noteTrouble(keyOf(provider), trouble));
    },
    async noteTaken(provider) {
      const { breakers } = await read();
      const { id, credential } = provider;
      if (!breakers.some((one) => one.provider === id && one.fingerprint === credential)) return;
      await store.run(() => mendKey(keyOf(provider)));
    },
  };
}

function keyOf({ id, credential }: Sending['provider']): Credential {
  return { provider: id, fingerprint: credential };
}

function isOne(
  pause: PauseRecord,
  { accountId, route, model }: Pick<PauseRecord, 'accountId' | 'route' | 'model'>,
): boolean {
  const fits = (of: string, it: string): boolean => of === '' || of === it;
  return fits(pause.accountId, accountId) && fits(pause.route, route) && fits(pause.model, model);
}
