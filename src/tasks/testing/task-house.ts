import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { monotonicFactory } from 'ulid';
import { openDiskBlobs } from '../../blobs/disk/disk-blobs.js';
import { createGuardedFetch } from '../../net/guarded-fetch.js';
import { openSqliteStore } from '../../store/sqlite/sqlite-store.js';
import type { Store } from '../../store/store.js';
import type { AcceptOutcome } from '../accept-outcome.js';
import { acceptTask, type CreateAsk } from '../accept-task.js';
import { createFairTurns, type FairTurns } from '../fair-turns.js';
import { createFileUrls } from '../file-urls.js';
import { createPriceBook } from '../money/price-book.js';
import { createCallGate } from '../pace/call-gate.js';
import { createRenderTimes } from '../pace/render-times.js';
import { createProgressBoard } from '../progress-board.js';
import type { TaskDeps } from '../task-deps.js';
import type { FakeVendor } from './fake-vendor.js';

/** Tasks over a real store and real files, and a vendor that is not. */
export interface TaskHouse {
  readonly deps: TaskDeps & { readonly turns: FairTurns };
  /** Accepts a task for the vendor's model and answers with its id. */
  accept(ask?: Partial<CreateAsk['body']> & { readonly accountId?: string }): Promise<string>;
  ask(ask: Partial<CreateAsk>): Promise<AcceptOutcome>;
  close(): Promise<void>;
}

/** What a house has in place of its own. */
export interface GivenHouse {
  /** In place of SQLite; the caller closes it. */
  readonly store?: Store;
  /** Others that run the vendor's model. */
  readonly others?: readonly FakeVendor[];
  readonly deps?: Partial<TaskDeps>;
}

/** Opens a house in a folder of its own. */
export async function openTaskHouse(vendor: FakeVendor, given: GivenHouse = {}): Promise<TaskHouse> {
  const folder = await mkdtemp(path.join(tmpdir(), 'firstframe-test-'));
  const store = given.store ?? (await openSqliteStore({ path: path.join(folder, 'db', 'firstframe.db') }));
  const blobs = await openDiskBlobs({ root: path.join(folder, 'blobs') });
  const nowMs = given.deps?.nowMs ?? Date.now;
  const vendors = [vendor, ...(given.others ?? [])];
  const deps: TaskHouse['deps'] = {
    ...{ store, blobs, nowMs },
    mediaPool: () => Promise.reject(new Error('no media here')),
    fetch: createGuardedFetch(),
    models: vendors.map(({ model }) => model),
    providers: new Map(vendors.map(({ provider }) => [provider.id, provider])),
    fileUrls: createFileUrls({ baseUrl: 'http://127.0.0.1:8787', key: new Uint8Array(32), nowMs }),
    stillUrls: undefined,
    hookUrls: undefined,
    priceBook: createPriceBook({ fetch: createGuardedFetch(), nowMs }),
    calls: createCallGate(store),
    renderTimes: createRenderTimes(store, nowMs),
    pollMs: 20,
    random: Math.random,
    progress: createProgressBoard(),
    allowAddresses: [],
    keepClipMs: 60_000,
    newId: monotonicFactory(),
    monotonicMs: () => performance.now(),
    turns: createFairTurns(store, nowMs),
    ...given.deps,
  };
  const ask: TaskHouse['ask'] = (asked) =>
    acceptTask(deps, {
      accountId: 'default',
      key: { id: 'key' },
      body: { model: vendor.model.id, input: {}, storage: 'temp' },
      bodyHash: 'hash',
      ...asked,
    });
  return {
    deps,
    ask,
    async accept({ accountId = 'default', ...body } = {}) {
      const outcome = await ask({ accountId, body: { model: vendor.model.id, input: {}, storage: 'temp', ...body } });
      if (outcome.kind !== 'created') throw new Error(`not accepted: ${JSON.stringify(outcome)}`);
      return outcome.taskId;
    },
    async close() {
      if (given.store === undefined) await store.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
