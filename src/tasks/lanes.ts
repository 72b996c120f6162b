import type { OpenState } from '../contract/task-states.js';

/** How a lane is worked off. */
export interface Lane {
  readonly name: string;
  /** `turn`: callers take turns; `due`: what fell due first goes first. */
  readonly order: 'turn' | 'due';
  /** Tasks of it that this process works on at once. */
  readonly slots: number;
}

/** What this machine renders, from its beginning to its end. */
export const LOCAL_LANE = 'local';

/** Where tasks wait whose stills are to be fetched: a slow host there keeps nobody from rendering. */
export const GATHER_LANE = 'gather';

/** Where held tasks wait for their deadline. */
export const HELD_LANE = 'held';

/** Where hosted tasks wait in each state: what one of them waits for keeps nobody else from going on. */
export const HOSTED_LANES = {
  /** Stills to be brought to a model's raster, in a media process. */
  preparing: 'stills',
  /** In turn among callers. */
  submitting: 'submit',
  rendering: 'poll',
  /** By how long the vendor's URL still lives: the row's `turn` is when it dies. */
  fetching: 'fetch',
  verifying: 'verify',
} as const satisfies Partial<Readonly<Record<OpenState, string>>>;

/** Where a task waits in a state. What this machine renders stays where it is; every other goes from lane to lane. */
export function laneFor({ lane }: { readonly lane: string }, state: keyof typeof HOSTED_LANES): string {
  return lane === LOCAL_LANE ? LOCAL_LANE : HOSTED_LANES[state];
}

/** Fetches of stills at once; each costs a connection and little else. */
const GATHER_SLOTS = 64;

/** Renders of this machine: as many as there are media processes, and one more, which is made ready meanwhile. */
export function lanesFor(mediaProcesses: number): readonly Lane[] {
  return [
    { name: LOCAL_LANE, order: 'turn', slots: mediaProcesses + 1 },
    { name: GATHER_LANE, order: 'turn', slots: GATHER_SLOTS },
    { name: HOSTED_LANES.preparing, order: 'turn', slots: mediaProcesses + 1 },
    { name: HOSTED_LANES.submitting, order: 'turn', slots: 16 },
    { name: HOSTED_LANES.rendering, order: 'due', slots: 64 },
    { name: HOSTED_LANES.fetching, order: 'turn', slots: 8 },
    { name: HOSTED_LANES.verifying, order: 'due', slots: mediaProcesses + 1 },
    { name: HELD_LANE, order: 'due', slots: 4 },
  ];
}
