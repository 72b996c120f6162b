import type { BlobStore } from '../blobs/blobs.js';
import type { MediaPool } from '../media/pool.js';
import type { GuardedFetch } from '../net/guarded-fetch.js';
import type { Provider } from '../providers/provider.js';
import type { Store } from '../store/store.js';
import type { AccountView } from './accounts/account-view.js';
import type { Accounts } from './accounts/accounts.js';
import type { FileUrls } from './file-urls.js';
import type { HookUrls } from './hooks/hook-urls.js';
import type { PriceBook } from './money/price-book.js';
import type { SubmitGate } from './operations/submit-gate.js';
import type { CallGate } from './pace/call-gate.js';
import type { RenderTimes } from './pace/render-times.js';
import type { RoomLine } from './pace/room-line.js';
import type { Publisher } from './publishing/publisher.js';
import type { Epoch } from './rescue/epoch.js';
import type { ProgressBoard } from './progress-board.js';
import type { StillUrls } from './still-urls.js';
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
  /** Where a vendor fetches stills and calls back to; `undefined`: nobody outside reaches this server. */
  readonly stillUrls: StillUrls | undefined;
  readonly hookUrls: HookUrls | undefined;
  /** What hosted renders cost. */
  readonly priceBook: PriceBook;
  /** What may be sent; absent: everything. */
  readonly gate?: SubmitGate;
  /** By what a database that was set back is known; absent: by nothing. */
  readonly epoch?: Pick<Epoch, 'beforeSubmit'>;
  /** Who waits for room under a vendor's key; absent: everybody looks by himself. */
  readonly roomLine?: RoomLine;
  /** How often a vendor may be called. */
  readonly calls: CallGate;
  /** How long renders have taken here. */
  readonly renderTimes: RenderTimes;
  /** One pace of asking for every provider, in ms; `undefined`: each model's own. */
  readonly pollMs: number | undefined;
  readonly progress: ProgressBoard;
  /** CIDR blocks that callers' URLs may lead to although they are not public. */
  readonly allowAddresses: readonly string[];
  /** How long the bytes of a temporary clip stay, in ms. */
  readonly keepClipMs: number;
  /** 0 to 1; for waits that must not all end at once. */
  readonly random: () => number;
  /** ULIDs, each sorting after the one before. */
  readonly newId: () => string;
  /** Ms since 1970; for people and for signatures. Leases and deadlines go by the database's time. */
  readonly nowMs: () => number;
  /** Ms that never jump; for how long a claim can still be relied on. */
  readonly monotonicMs: () => number;
  /** Writes clips to callers' buckets; absent: there is no key of S3. */
  readonly publisher?: Publisher;
  /** What accounts have of their own; absent: nobody has anything. */
  readonly accounts?: Accounts;
  /** Put here by `inAccount`: models, providers and the rest are this account's. Absent: they are the installation's. */
  readonly own?: AccountView['own'];
}
