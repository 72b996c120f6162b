import type { BlobStore } from '../../blobs/blobs.js';
import { hasRoomForClip } from '../../blobs/room-for-clips.js';
import { type Operation, sql } from '../../store/statement.js';
import type { Store } from '../../store/store.js';

/** Knows whether there is room for one more clip. */
export interface SpaceGuard {
  /** Whether a task that is created now will find room for its clip. @throws StoreError, BlobError */
  hasRoom(): Promise<boolean>;
}

/** What a guard works with. */
export interface SpaceGuardDeps {
  readonly store: Store;
  readonly blobs: Pick<BlobStore, 'freeBytes'>;
  readonly monotonicMs?: () => number;
  /** What a clip takes, with what is derived from it; default 16 MiB, three times a 15 s one of the built-in renderer. */
  readonly clipBytes?: number;
  /** Never to be filled: the database, its log and the system live there too. Default 512 MiB. */
  readonly reserveBytes?: number;
}

/** Tasks for whose clips room is held, at most: those further back are made when the first have been fetched or have expired. */
const CLIPS_MAX = 256;

/** How long a look at the disk is good for; between two, each question counts as one more clip. */
const LOOK_MS = 1000;

/** Makes a guard. It asks the disk and the store once a second at most, so that it costs a create nothing. */
export function createSpaceGuard({
  store,
  blobs,
  monotonicMs = () => performance.now(),
  clipBytes = 16 * 1024 ** 2,
  reserveBytes = 512 * 1024 ** 2,
}: SpaceGuardDeps): SpaceGuard {
  let look: { readonly freeBytes: number | undefined; readonly clips: number } | undefined;
  let lookedAtMs = 0;
  let asked = 0;
  let looking: Promise<void> | undefined;

  async function lookNow(): Promise<void> {
    const [freeBytes, clips] = await Promise.all([blobs.freeBytes(), store.run(() => countClipsToCome(CLIPS_MAX))]);
    look = { freeBytes, clips };
    lookedAtMs = monotonicMs();
    asked = 0;
  }

  return {
    async hasRoom() {
      if (look === undefined || monotonicMs() - lookedAtMs >= LOOK_MS) {
        looking ??= lookNow().finally(() => (looking = undefined));
        await looking;
      }
      if (look === undefined) return false;
      asked += 1;
      const clipsInFlight = Math.min(CLIPS_MAX, look.clips + asked - 1);
      return hasRoomForClip(look.freeBytes, { clipsInFlight, clipBytes, reserveBytes });
    },
  };
}

/** Tasks that will want room for a clip; counted no further than `limit`. */
function* countClipsToCome(limit: number): Operation<number> {
  const [row] =
    yield sql`SELECT count(*) AS clips FROM (SELECT 1 FROM tasks WHERE lane <> '' LIMIT ${limit}) AS open_tasks`;
  return Number(row?.['clips'] ?? 0);
}
