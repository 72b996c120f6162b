import type { BlobStore } from '../blobs/blobs.js';
import type { MediaPool } from '../media/pool.js';
import type { GuardedFetch } from '../net/guarded-fetch.js';
import type { Provider } from '../providers/provider.js';
import type { Store } from '../store/store.js';
import type { FileUrls } from './file-urls.js';
import type { ProgressBoard } from './progress-board.js';
import type { TaskModel } from './task-model.js';

/** What a task's life is lived with. */
export interface TaskDeps {
  readonly store: Store;
  readonly blobs: BlobStore;
  readonly mediaPool: () => Promise<MediaPool>;
  /** For sources; callbacks have their own. */
  readonly fetch: GuardedFetch;
  readonly models: readonly TaskModel[];
  /** By their ids. */
  readonly providers: ReadonlyMap<string, Provider>;
  readonly fileUrls: FileUrls;
  readonly progress: ProgressBoard;
  /** CIDR blocks that callers' URLs may lead to although they are not public. */
  readonly allowAddresses: readonly string[];
  /** How long the bytes of a temporary clip stay, in ms. */
  readonly keepClipMs: number;
  /** ULIDs, each sorting after the one before. */
  readonly newId: () => string;
  /** Ms since 1970; for people and for signatures. Leases and deadlines go by the database's time. */
  readonly nowMs: () => number;
  /** Ms that never jump; for how long a claim can still be relied on. */
  readonly monotonicMs: () => number;
}
