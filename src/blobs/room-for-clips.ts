/** What the room on a disk is needed for. */
export interface RoomNeeded {
  /** Never to be filled: for the database, its log, and the system. */
  readonly reserveBytes: number;
  /** Clips that are accepted and not yet stored. They come first: their making may be paid already. */
  readonly clipsInFlight: number;
  /** What one clip takes at most, with what is derived from it. */
  readonly clipBytes: number;
}

/**
 * Whether one more clip would find room after those in flight. Without a number for the room (a bucket has none) there is
 * always some.
 */
export function hasRoomForClip(freeBytes: number | undefined, needed: RoomNeeded): boolean {
  if (freeBytes === undefined) return true;
  return freeBytes - needed.reserveBytes >= (needed.clipsInFlight + 1) * needed.clipBytes;
}
