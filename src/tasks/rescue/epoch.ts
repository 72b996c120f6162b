import type { BlobStore } from '../../blobs/blobs.js';
import { beginEpoch, readEpoch } from '../../store/operations/epoch.js';
import type { Store } from '../../store/store.js';

/**
 * By what a database is known that was set back to an earlier day: an epoch that grows as orders are sent, kept in the database and, as a
 * mark, beside the blobs, which do not come out of the same backup.
 */
export interface Epoch {
  /** Whether the database is behind its mark: it came out of a backup, and what was sent since is not in it. @throws StoreError, BlobError */
  isBehind(): Promise<boolean>;
  /** Begins the first epoch where there is none, and one past the mark where the database is behind. @throws StoreError, BlobError */
  catchUp(): Promise<void>;
  /** To be awaited before an order's intent is written: a database from before then is behind. Costs a look in ten seconds, and a write by one process. */
  beforeSubmit(): Promise<void>;
  /** Begins the next one now: what was copied until here is behind from now on. */
  advance(): Promise<void>;
}

/** So long orders share one epoch: a backup that was taken in it, and restored, is not known by its number. */
export const EPOCH_MS = 10_000;

/** What it is kept with. */
export interface EpochDeps {
  readonly store: Pick<Store, 'run' | 'runOne'>;
  readonly blobs: Pick<BlobStore, 'mark'>;
  /** Ms that never jump. */
  readonly monotonicMs: () => number;
}

/** Makes the epoch of one process. Where blobs keep no mark there is nothing to be behind of. */
export function createEpoch({ store, blobs, monotonicMs }: EpochDeps): Epoch {
  const { mark } = blobs;
  let begunAtMs = Number.NEGATIVE_INFINITY;
  let beginning: Promise<void> | undefined;

  const readMark = async (): Promise<number | undefined> => {
    const text = await mark?.read();
    return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
  };
  // The database first: a mark that is ahead of a database that nobody has set back would hold its tasks for nothing.
  const begin = async (youngestMs: number, past?: number): Promise<void> => {
    const begun = await store.run(() => beginEpoch(youngestMs, past));
    const epoch = begun ?? (await store.runOne(readEpoch));
    if (epoch === undefined) return;
    // Whoever began a young one may not have marked it yet, or could not; and a slow writer must not take a later mark back.
    const marked = await readMark();
    if (marked === undefined || marked < epoch) await mark?.write(String(epoch));
  };

  return {
    async isBehind() {
      if (mark === undefined) return false;
      const epoch = await store.runOne(readEpoch);
      const marked = await readMark();
      // A copy of the data folder has no mark, and a database that never had an epoch needs none.
      if (epoch === undefined) return marked !== undefined;
      return marked === undefined || marked > epoch;
    },
    async catchUp() {
      if (mark === undefined) return;
      const epoch = await store.runOne(readEpoch);
      const marked = await readMark();
      if (epoch === undefined || marked === undefined || marked > epoch)
        await begin(0, Math.max(epoch ?? 0, marked ?? 0));
    },
    async beforeSubmit() {
      if (mark === undefined || monotonicMs() - begunAtMs < EPOCH_MS) return;
      const now = monotonicMs();
      beginning ??= begin(EPOCH_MS)
        .then(() => void (begunAtMs = now))
        .finally(() => (beginning = undefined));
      await beginning;
    },
    advance: () => (mark === undefined ? Promise.resolve() : begin(0)),
  };
}
