/** How a lane is worked off. */
export interface Lane {
  readonly name: string;
  /** `turn`: callers take turns; `due`: what fell due first goes first. */
  readonly order: 'turn' | 'due';
  /** Tasks of it that this process works on at once. */
  readonly slots: number;
}

/** Where tasks wait whose stills are to be fetched: a slow host there keeps nobody from rendering. */
export const GATHER_LANE = 'gather';

/** Where held tasks wait for their deadline. */
export const HELD_LANE = 'held';

/** Fetches of stills at once; each costs a connection and little else. */
const GATHER_SLOTS = 64;

/** Renders of this machine: as many as there are media processes, and one more, which is made ready meanwhile. */
export function lanesFor(mediaProcesses: number): readonly Lane[] {
  return [
    { name: 'local', order: 'turn', slots: mediaProcesses + 1 },
    { name: GATHER_LANE, order: 'turn', slots: GATHER_SLOTS },
    { name: HELD_LANE, order: 'due', slots: 4 },
  ];
}
