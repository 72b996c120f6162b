/** How a lane is worked off. */
export interface Lane {
  readonly name: string;
  /** `turn`: callers take turns; `due`: what fell due first goes first. */
  readonly order: 'turn' | 'due';
  /** Tasks of it that this process works on at once. */
  readonly slots: number;
}

/** Where held tasks wait for their deadline. */
export const HELD_LANE = 'held';

/** Renders of this machine: as many as there are media processes, and one more, whose still is fetched meanwhile. */
export function lanesFor(mediaProcesses: number): readonly Lane[] {
  return [
    { name: 'local', order: 'turn', slots: mediaProcesses + 1 },
    { name: HELD_LANE, order: 'due', slots: 4 },
  ];
}
