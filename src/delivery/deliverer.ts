import { setMaxListeners } from 'node:events';
import type { GuardedFetch } from '../net/guarded-fetch.js';
import { type NetClock, systemNetClock } from '../net/net-clock.js';
import {
  claimDeliveries,
  type ClaimedDelivery,
  type DeliveryClaimRequest,
  readNextDelivery,
} from '../store/operations/claim-deliveries.js';
import { giveBackDelivery } from '../store/operations/settle-delivery.js';
import type { Store } from '../store/store.js';
import { tryDelivery, type TryReport } from './try-delivery.js';
import type { WebhookSecrets } from './webhook-secrets.js';

/** What {@link createDeliverer} is made of. */
export interface DelivererDeps {
  readonly store: Store;
  readonly fetch: GuardedFetch;
  readonly secrets: Pick<WebhookSecrets, 'liveOf'>;
  /** Ms since 1970: what callbacks are signed with. */
  readonly nowMs: () => number;
  /** 0 up to 1. */
  readonly random: () => number;
  /** New at each call, in every process: the names of claims. */
  readonly ids: () => string;
  /** CIDR blocks that callbacks may go to although they are not public. Default: none. */
  readonly allowAddresses?: readonly string[];
  /** {@link allowAddresses} of one account, in its place. Default: the same for all. */
  readonly addressesOf?: (accountId: string) => Promise<readonly string[]>;
  /** The trace that a task is part of, for the receiver to go on with. Absent: none. */
  readonly traceParentOf?: (taskId: string) => Promise<string | undefined>;
  /** Tries under way at once in this process. Default: 64. */
  readonly inFlightMax?: number;
  /**
   * Of those, to one account's receivers at one origin. Default: 8. A receiver that keeps us waiting holds no more than these; with
   * many more, a few dead ones hold all.
   */
  readonly perTargetMax?: number;
  /** Timers, and the time by which a claim's end is seen coming. Default: the machine's. */
  readonly clock?: NetClock;
  /** Called after each try, for metrics: no URL and no body in it. */
  readonly onTry?: (report: TryReport) => void;
  /** Called with what an operator should know of: the store cannot be reached, a secret cannot be read. */
  readonly onError?: (error: unknown) => void;
}

/** Sends the callbacks that are owed. Any number may run over one store, in any number of processes. */
export interface Deliverer {
  /** Begins. Once. */
  start(): void;
  /**
   * Takes nothing more on, and resolves when everything under way is settled: answered within `graceMs` (default 10 s), or given back
   * for another process to send at once.
   */
  stop(graceMs?: number): Promise<void>;
}

/** How long a claim holds: four times what a try may take, so that only a process that died or slept loses one. */
const LEASE_MS = 60_000;

/** A claim's last stretch, in which nothing is begun: the store's clock and ours do not run at quite the same pace. */
const LEASE_MARGIN_MS = 20_000;

/** Looks by itself this often: hints may be lost, and another process's claims run out unannounced. */
const IDLE_MS = 5_000;

/** After the store failed us. */
const TROUBLE_MS = 1_000;

/** Makes a deliverer. */
export function createDeliverer(deps: DelivererDeps): Deliverer {
  return new RowDeliverer(deps);
}

class RowDeliverer implements Deliverer {
  readonly #deps: DelivererDeps;
  readonly #clock: NetClock;
  readonly #inFlightMax: number;
  readonly #perTarget: number;
  readonly #sending = new Map<ClaimedDelivery, Promise<void>>();
  readonly #hardStop = new AbortController();
  #looking: Promise<void> | undefined;
  #lookAgain = false;
  #stopping = false;
  #forgetTimer: () => void = () => undefined;
  #stopListening: () => void = () => undefined;

  constructor(deps: DelivererDeps) {
    this.#deps = deps;
    this.#clock = deps.clock ?? systemNetClock;
    this.#inFlightMax = deps.inFlightMax ?? 64;
    this.#perTarget = deps.perTargetMax ?? 8;
    // Every try listens to it.
    setMaxListeners(0, this.#hardStop.signal);
  }

  start(): void {
    if (this.#stopping) throw new Error('a deliverer that was stopped stays so; make another');
    this.#stopListening();
    this.#stopListening = this.#deps.store.onWake((topic) => {
      if (topic === 'deliveries') this.#look();
    });
    this.#look();
  }

  async stop(graceMs = 10_000): Promise<void> {
    this.#stopping = true;
    this.#stopListening();
    this.#forgetTimer();
    const forgetGrace = this.#clock.after(graceMs, () => this.#hardStop.abort());
    await this.#looking;
    await Promise.all(this.#sending.values());
    forgetGrace();
  }

  /** Looks for what is due, now or as soon as the look under way has ended. */
  #look(): void {
    if (this.#stopping) return;
    this.#lookAgain = true;
    this.#looking ??= this.#lookWhileAsked().finally(() => {
      this.#looking = undefined;
      // Asked for between the loop's last look at the flag and here.
      if (this.#lookAgain) this.#look();
    });
  }

  async #lookWhileAsked(): Promise<void> {
    let waitMs = IDLE_MS;
    while (this.#lookAgain && !this.#stopping) {
      this.#lookAgain = false;
      this.#forgetTimer();
      try {
        waitMs = Math.min(await this.#claim(), IDLE_MS);
      } catch (error) {
        this.#deps.onError?.(error);
        waitMs = TROUBLE_MS;
        break;
      }
    }
    if (!this.#stopping) this.#forgetTimer = this.#clock.after(waitMs, () => this.#look());
  }

  /** Claims and begins what there is room for; answers with the ms until there may be more. */
  async #claim(): Promise<number> {
    const { store, ids } = this.#deps;
    const limit = this.#inFlightMax - this.#sending.size;
    // Full: the end of any try looks again.
    if (limit <= 0) return IDLE_MS;
    const request: DeliveryClaimRequest = {
      limit,
      perTarget: this.#perTarget,
      busy: this.#busyTargets(),
      lease: ids(),
      leaseMs: LEASE_MS,
    };
    // Taken before the store is asked: the claim ends later than this says, never sooner.
    const usableUntilMs = this.#clock.nowMs() + LEASE_MS - LEASE_MARGIN_MS;
    const claimed = await store.run(() => claimDeliveries(request));
    if (this.#stopping) {
      await Promise.all(claimed.map((delivery) => store.run(() => giveBackDelivery(delivery))));
      return IDLE_MS;
    }
    for (const delivery of claimed) this.#begin(delivery, usableUntilMs);
    if (claimed.length > 0) this.#lookAgain = true;
    if (claimed.length > 0 || this.#sending.size >= this.#inFlightMax) return IDLE_MS;
    const busy = this.#busyTargets();
    return (await store.run(() => readNextDelivery({ busy, perTarget: this.#perTarget }))) ?? IDLE_MS;
  }

  #begin(delivery: ClaimedDelivery, usableUntilMs: number): void {
    const { onError, onTry } = this.#deps;
    const ended = tryDelivery(
      { ...this.#deps, clock: this.#clock, signal: this.#hardStop.signal },
      delivery,
      usableUntilMs,
    )
      .then(
        (report) => onTry?.(report),
        (error: unknown) => onError?.(error),
      )
      .finally(() => {
        this.#sending.delete(delivery);
        this.#look();
      });
    this.#sending.set(delivery, ended);
  }

  #busyTargets(): DeliveryClaimRequest['busy'] {
    const byTarget = new Map<string, { accountId: string; origin: string; sending: number }>();
    for (const { accountId, origin } of this.#sending.keys()) {
      const key = `${accountId} ${origin}`;
      const known = byTarget.get(key);
      if (known === undefined) byTarget.set(key, { accountId, origin, sending: 1 });
      else known.sending += 1;
    }
    return [...byTarget.values()];
  }
}
