/** `firstframe` as the benches call it: the launcher of this checkout, in a process of its own. */
import { fileURLToPath } from 'node:url';
import { runCommand } from './measure/timing.js';

const LAUNCHER = fileURLToPath(new URL('../bin/firstframe.js', import.meta.url));

/**
 * What is asked for beside the still; what is left out is left to the program.
 * @typedef {object} Wish
 * @property {string} prompt
 * @property {'480p' | '720p' | '1080p'} resolution
 * @property {string} [last] path of the last still
 * @property {import('../dist/motion/directions.js').Loop} [loop]
 * @property {number} [durationSec]
 */

/**
 * The command that renders a still.
 * @param {string} stillPath
 * @param {string} clipPath
 * @param {Wish} wish
 * @returns {import('./measure/timing.js').Command}
 */
export function renderCommand(stillPath, clipPath, { prompt, resolution, last, loop, durationSec }) {
  // A render that was made before is answered from the store; what is measured here is made anew.
  const options = ['--again', '--prompt', prompt, '--resolution', resolution, '--json', '-o', clipPath];
  if (last !== undefined) options.push('--last', last);
  if (loop !== undefined) options.push('--loop', loop);
  if (durationSec !== undefined) options.push('--duration', String(durationSec));
  return [process.execPath, LAUNCHER, 'render', stillPath, ...options];
}

/**
 * Renders a still and answers with the report.
 * @param {Parameters<typeof renderCommand>} what
 * @returns {Promise<import('../dist/tasks/local/render-report.js').RenderReport>}
 */
export async function render(...what) {
  const { stdout } = await runCommand(renderCommand(...what));
  /** @type {unknown} */
  const report = JSON.parse(stdout);
  return /** @type {import('../dist/tasks/local/render-report.js').RenderReport} */ (report);
}
