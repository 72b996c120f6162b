/** How much memory all processes of one render take together. */
import path from 'node:path';
import { existsSync } from 'node:fs';
import { renderCommand } from './firstframe.js';
import { median, runWatched } from './measure/timing.js';
import { writeTwelveMegapixelStill } from './stills.js';

/** @typedef {import('./results-table.js').Row} Row */

/** The heading over its table. */
export const title = 'Memory';

/** How it is measured, sentence by sentence. */
export const method = [
  '`firstframe render` of a 12-megapixel JPEG, 5 s: the sum over all processes of their proportional set size (a page shared by two ' +
    'counts once), 20 times a second; the highest sum of a run, the median of three runs.',
];

const TIMES = 3;
const GOAL_MB = 550;

/**
 * Measures.
 * @param {import('./results-table.js').BenchContext} context
 * @returns {Promise<Row[]>}
 */
export async function measure({ folder, say, quick }) {
  if (!existsSync('/proc/self/smaps_rollup')) {
    const measured = 'not measured: this system has no /proc';
    return [{ what: '1080p', goal: `≤ ${GOAL_MB} MB`, measured, met: undefined }];
  }
  const stillPath = await writeTwelveMegapixelStill(folder);
  const rows = [];
  for (const resolution of /** @type {const} */ (['1080p', '720p'])) {
    say(resolution);
    const command = renderCommand(stillPath, path.join(folder, 'clip.mp4'), { prompt: 'Slow push in', resolution });
    const peaks = [];
    for (let run = 0; run < (quick ? 1 : TIMES); run++) peaks.push(await runWatched(command));
    const peakMb = median(peaks.map(({ peakBytes }) => peakBytes / 1e6));
    const hasGoal = resolution === '1080p';
    rows.push({
      what: `${resolution}: all processes together, at their worst moment`,
      goal: hasGoal ? `≤ ${GOAL_MB} MB` : '–',
      measured: `${peakMb.toFixed(0)} MB`,
      met: hasGoal ? peakMb <= GOAL_MB : undefined,
      figures: { peaks },
    });
  }
  return rows;
}
