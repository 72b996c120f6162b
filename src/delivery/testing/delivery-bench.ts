import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createGuardedFetch } from '../../net/guarded-fetch.js';
import type { NetClock } from '../../net/net-clock.js';
import { insertDelivery } from '../../store/operations/deliveries.js';
import { readDelivery } from '../../store/operations/delivery-log.js';
import { openSqliteStore } from '../../store/sqlite/sqlite-store.js';
import { wake } from '../../store/statement.js';
import type { Store } from '../../store/store.js';
import { createDeliverer, type Deliverer, type DelivererDeps } from '../deliverer.js';
import type { TryReport } from '../try-delivery.js';
import { createWebhookSecrets, type WebhookSecrets } from '../webhook-secrets.js';
import { type Receiver, startReceiver } from './receiver.js';

/** The time of a test: store, timers and signatures read it; it moves when it is told to. */
export class TestClock implements NetClock {
  #nowMs = 1_777_282_099_000;
  readonly #timers = new Set<{ readonly atMs: number; readonly call: () => void }>();
  readonly nowMs = (): number => this.#nowMs;

  readonly after = (delayMs: number, call: () => void): (() => void) => {
    const timer = { atMs: this.#nowMs + delayMs, call };
    this.#timers.add(timer);
    return () => void this.#timers.delete(timer);
  };

  advance(ms: number): void {
    this.#nowMs += ms;
    for (const timer of [...this.#timers].sort((a, b) => a.atMs - b.atMs)) {
      if (timer.atMs > this.#nowMs || !this.#timers.delete(timer)) continue;
      timer.call();
    }
  }
}

/** Tries as they end, in order. */
export class TryQueue {
  readonly all: TryReport[] = [];
  #read = 0;
  #tell: () => void = () => undefined;
  readonly add = (report: TryReport): void => {
    this.all.push(report);
    this.#tell();
  };

  /** The next one that nobody has been given. */
  async next(): Promise<TryReport> {
    for (;;) {
      const report = this.all[this.#read];
      if (report !== undefined) {
        this.#read += 1;
        return report;
      }
      await new Promise<void>((resolve) => (this.#tell = resolve));
    }
  }
}

/** The body that every delivery of a bench has: the one of the published test vector. */
export const BODY =
  '{"taskId":"tk-hiapi-01HZTQ8BX2N3GM3YFK4Z9D7VQR","model":"seedance-2-0","status":"success","created":1777282033,"completed":1777282099,"output":[{"url":"https://cdn.example/t/0.mp4","type":"video","expireAt":1777886899}]}';

/** A store, receivers and deliverers for one test, all of which end with {@link end}. */
export class DeliveryBench {
  readonly clock = new TestClock();
  readonly tries = new TryQueue();
  readonly errors: unknown[] = [];
  readonly #ends: (() => Promise<void> | void)[] = [];
  #store: Store | undefined;
  #secrets: WebhookSecrets | undefined;
  #ids = 0;

  get store(): Store {
    return begun(this.#store);
  }

  get secrets(): WebhookSecrets {
    return begun(this.#secrets);
  }

  async begin({ isRealTime = false } = {}): Promise<this> {
    const folder = mkdtempSync(path.join(tmpdir(), 'firstframe-delivery-'));
    const nowMs = isRealTime ? Date.now : this.clock.nowMs;
    const store = await openSqliteStore({ path: path.join(folder, 'firstframe.db'), nowMs });
    this.#store = store;
    this.#secrets = createWebhookSecrets({ store, secretKey: new Uint8Array(32).fill(7) });
    this.#ends.push(
      () => rmSync(folder, { recursive: true, force: true }),
      () => store.close(),
    );
    return this;
  }

  async receiver(): Promise<Receiver> {
    const receiver = await startReceiver();
    this.#ends.push(() => receiver.close());
    return receiver;
  }

  /** Starts a deliverer on the bench's clock, that spreads nothing and may call this machine. */
  deliverer(changes: Partial<DelivererDeps> = {}): Deliverer {
    const deliverer = createDeliverer({
      store: this.store,
      fetch: createGuardedFetch(),
      secrets: this.secrets,
      nowMs: this.clock.nowMs,
      clock: this.clock,
      random: () => 0.5,
      ids: randomUUID,
      allowAddresses: ['127.0.0.0/8'],
      onTry: this.tries.add,
      onError: (error) => this.errors.push(error),
      ...changes,
    });
    deliverer.start();
    this.#ends.push(async () => {
      const stopped = deliverer.stop(0);
      this.clock.advance(60_000);
      await stopped;
    });
    return deliverer;
  }

  /** Owes a callback; answers with its id. */
  async owe(url: string, { accountId = 'default', body = BODY } = {}): Promise<string> {
    this.#ids += 1;
    const id = `d-${String(this.#ids).padStart(6, '0')}`;
    await this.store.run(() => insertDelivery({ id, accountId, taskId: `tk-${id}`, url, body }));
    return id;
  }

  /** One that is there. */
  async read(id: string, accountId = 'default') {
    return begun(await this.find(id, accountId));
  }

  find(id: string, accountId = 'default') {
    return this.store.run(() => readDelivery(accountId, id));
  }

  /** Lets time pass, and has every deliverer look. */
  async pass(ms: number): Promise<void> {
    this.clock.advance(ms);
    await this.store.run(function* () {
      yield wake('deliveries');
    });
  }

  async end(): Promise<void> {
    for (const end of this.#ends.splice(0).reverse()) await end();
  }
}

function begun<Thing>(thing: Thing | undefined): Thing {
  if (thing === undefined) throw new Error('not there (yet)');
  return thing;
}
