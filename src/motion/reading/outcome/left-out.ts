import type { Adjustment } from '../../../contract/adjustment.js';
import type { PromptRead } from '../said.js';
import type { CarriedOut } from './carry-out.js';
import { type Scheduled, schedule } from './schedule.js';

/** What a clip has no time for. */
export interface LeftOut {
  /** By the wish's id. */
  readonly outcomes: readonly (readonly [number, CarriedOut])[];
  /** One for all of it. */
  readonly adjustments: readonly Adjustment[];
}

/** Says which wishes were not scheduled because the clip is over before their step could be seen. */
export function leftOut({ said }: PromptRead, scheduled: readonly Scheduled[], durationSec: number): LeftOut {
  const kept = new Set(scheduled.map((one) => one.said.id));
  const missing = said.filter(({ id }) => !kept.has(id));
  if (missing.length === 0) return { outcomes: [], adjustments: [] };
  const all = stepCount(schedule(said));
  const shown = stepCount(scheduled);
  const adjustment = {
    code: 'steps_left_out',
    field: 'prompt',
    asked: `${all} steps`,
    used: `the first ${shown}`,
    reason: `A clip of ${Number(durationSec.toFixed(2))} s has time to show ${shown} steps, so the last ${all - shown} are left out; --duration makes the clip longer.`,
  };
  const outcome = { camera: [], actions: [], adjustments: [], meaning: 'left out: the clip has no time for it' };
  return { outcomes: missing.map(({ id }) => [id, outcome] as const), adjustments: [adjustment] };
}

function stepCount(scheduled: readonly Scheduled[]): number {
  return scheduled.reduce((most, { step }) => Math.max(most, step + 1), 0);
}
