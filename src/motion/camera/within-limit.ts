/** What a path is scaled by so that it keeps a limit. */
export interface LimitKept {
  /** 1 where the path keeps the limit by itself. */
  readonly share: number;
  /** Whether the path is less than was asked by more than rounding. */
  readonly isLimited: boolean;
}

/** Keeps a path whose furthest value is `furthest`, from 0 up, within `limit`: all of it is scaled alike, so that it stays smooth. */
export function withinLimit(furthest: number, limit: number): LimitKept {
  const share = Math.min(1, limit / furthest);
  return { share, isLimited: share < 1 - 1e-9 };
}
