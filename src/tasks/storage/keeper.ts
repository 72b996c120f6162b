import { dropReplacedCredentials } from '../../store/operations/accounts-credentials.js';
import type { Provider } from '../../providers/provider.js';
import { expireAssets } from '../../store/operations/assets.js';
import { findCurrentAttempts } from '../../store/operations/attempts.js';
import { collectBlobs, knownBlobs, releaseEndedTasks } from '../../store/operations/blobs.js';
import { type Chore, ORPHANS_EVERY_MS, putChoreOff, takeChore } from '../../store/operations/chores.js';
import { forgetDeliveries } from '../../store/operations/delivery-log.js';
import { forgetIdempotencyKeys } from '../../store/operations/idempotency.js';
import { expireOutputs } from '../../store/operations/storages.js';
import type { StorageDeps } from './keep-blob.js';

/** Keeps the store tidy: what has expired goes, and bytes that nothing refers to any more. */
export interface Keeper {
  /** Begins to tidy, now and then every minute. */
  start(): void;
  /** Ends it; resolves when what was being tidied is done. */
  stop(): Promise<void>;
  /** Tidies once. Run by several processes at once, or cut off half way, it does no harm. @throws StoreError, BlobError */
  tidy(): Promise<void>;
  /** Does `work` while nothing is tidied by this process: what has a row has its bytes until it is done. */
  rest<Result>(work: () => Promise<Result>): Promise<Result>;
}

/** What a keeper works with. */
export interface KeeperDeps extends StorageDeps {
  readonly nowMs: () => number;
  /** What keeps something of orders on this machine; absent: nothing does. */
  readonly keeping?: Pick<Provider, 'kept' | 'release'>;
  /** Told of what went wrong; the next round tries again. */
  readonly onTrouble?: (error: unknown) => void;
  /** Calls back after some ms until it is stopped; default `setInterval`, which does not keep the process alive. */
  readonly every?: (ms: number, call: () => void) => () => void;
}

const TIDY_MS = 60_000;

/** What a process that died has left on this machine, or on its way into the bucket, is looked for once in this many rounds: an hour. */
const SWEEP_ROUNDS = 60;

/** References are walked through by one process of all, this often. */
const REFERENCES_MS = 3_600_000;

/** When what was broken off is begun again, by whichever process. */
const AGAIN_MS = 3_600_000;

/** Rows that go in one transaction, so that nobody waits for long. */
const BATCH = 200;

/** How long bytes that nothing refers to stay: whoever is about to refer to them has this long. */
const UNUSED_MS = 15 * 60_000;

/** How old a file without a row must be: between `keep` and its row lies one transaction, and a stopped process may be woken. */
const ORPHAN_MS = 24 * 3_600_000;

/** How long the stills of a task that has ended stay, for who looks at how a clip came about. */
const STILLS_MS = 7 * 86_400_000;

/** How long callbacks that have ended can be listed and replayed. */
const DELIVERIES_MS = 30 * 86_400_000;

/** Makes a keeper; it does nothing until it is started. */
export function createKeeper(deps: KeeperDeps): Keeper {
  const { store, blobs, nowMs, keeping, onTrouble, every = everyByTimer } = deps;
  let round = 0;
  let tidying: Promise<void> | undefined;
  let end: (() => void) | undefined;
  let isStopping = false;
  /** How many want it to rest. */
  let rests = 0;
  const mustEnd = (): boolean => isStopping || rests > 0;

  /** Repeats a batch until it was not full. */
  async function drain(batch: () => Promise<number>): Promise<void> {
    while (!mustEnd() && (await batch()) >= BATCH);
  }

  async function releaseStills(): Promise<void> {
    for (let after: string | undefined = ''; after !== undefined && !mustEnd();) {
      const from: string = after;
      after = (await store.run(() => releaseEndedTasks(from, STILLS_MS, BATCH))).next;
    }
  }

  /** The rows go first, in a transaction that looks for references again; a file without a row is an orphan at the worst. */
  async function collect(): Promise<number> {
    const keys = await store.run(() => collectBlobs(UNUSED_MS, BATCH));
    for (const key of keys) await blobs.remove(key);
    return keys.length;
  }

  async function removeOrphans(): Promise<void> {
    let old: string[] = [];
    const removeUnknown = async (): Promise<void> => {
      const keys = old;
      old = [];
      const known = await store.run(() => knownBlobs(keys));
      for (const key of keys) if (!known.has(key)) await blobs.remove(key);
    };
    for await (const { key, modifiedAtMs } of blobs.list()) {
      if (mustEnd()) return;
      if (nowMs() - modifiedAtMs < ORPHAN_MS) continue;
      old.push(key);
      if (old.length >= BATCH) await removeUnknown();
    }
    await removeUnknown();
  }

  /** What a process that died between a task's end and its last word to the provider has left. */
  async function releaseKept(): Promise<void> {
    const handles = [...((await keeping?.kept?.()) ?? [])];
    while (handles.length > 0 && !mustEnd()) {
      const some = handles.splice(0, BATCH);
      const current = await store.runOne(() => findCurrentAttempts(some));
      for (const handle of some) if (!current.has(handle)) await keeping?.release(handle);
    }
  }

  /** Does what one process does for all, if it is this one's turn. */
  async function doChore(chore: Chore, everyMs: number, work: () => Promise<void>): Promise<void> {
    if (mustEnd() || !(await store.run(() => takeChore(chore, everyMs)))) return;
    let isDone = false;
    try {
      await work();
      isDone = !mustEnd();
    } finally {
      if (!isDone) await store.run(() => putChoreOff(chore, everyMs, Math.min(everyMs, AGAIN_MS)));
    }
  }

  async function tidy(): Promise<void> {
    await drain(() => store.run(() => expireOutputs(BATCH)));
    await drain(() => store.run(() => expireAssets(BATCH)));
    await drain(() => store.run(() => forgetIdempotencyKeys(BATCH)));
    await drain(() => store.run(() => forgetDeliveries({ keepMs: DELIVERIES_MS, limit: BATCH })));
    // Before what has to list a bucket, which a key may not be allowed: that must keep nobody from collecting.
    await drain(collect);
    if (round % SWEEP_ROUNDS === 0) {
      await releaseKept();
      await blobs.sweepStaged(ORPHAN_MS);
    }
    round += 1;
    await doChore('references', REFERENCES_MS, async () => {
      await releaseStills();
      await drain(() => store.run(() => dropReplacedCredentials(BATCH)));
    });
    await doChore('orphans', ORPHANS_EVERY_MS, removeOrphans);
  }

  function tidyOnce(): Promise<void> {
    if (rests > 0) return Promise.resolve();
    tidying ??= tidy().finally(() => (tidying = undefined));
    return tidying;
  }

  return {
    start() {
      if (end !== undefined) return;
      isStopping = false;
      const tell = (): void => void tidyOnce().catch((error: unknown) => onTrouble?.(error));
      end = every(TIDY_MS, tell);
      tell();
    },
    async stop() {
      isStopping = true;
      end?.();
      end = undefined;
      // What went wrong has been told.
      await tidying?.catch(() => undefined);
    },
    tidy: tidyOnce,
    async rest(work) {
      rests += 1;
      try {
        await tidying?.catch(() => undefined);
        return await work();
      } finally {
        rests -= 1;
      }
    },
  };
}

function everyByTimer(ms: number, call: () => void): () => void {
  const timer = setInterval(call, ms).unref();
  return () => clearInterval(timer);
}
