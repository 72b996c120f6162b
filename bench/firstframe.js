/** `firstframe` as the benches call it: the launcher of this checkout, in a process of its own. */
import { fileURLToPath } from 'node:url';
import { runCommand } from './measure/timing.js';

const LAUNCHER = fileURLToPath(new URL('../bin/firstframe.js', import.meta.url));

/**
 * The command that renders a still.
 * @param {string} stillPath
 * @param {string} clipPath
 * @param {{ prompt: string, resolution: '480p' | '720p' | '1080p' }} options
 * @returns {import('./measure/timing.js').Command}
 */
export function renderCommand(stillPath, clipPath, { prompt, resolution }) {
  const options = ['--prompt', prompt, '--resolution', resolution, '--json', '-o', clipPath];
  return [process.execPath, LAUNCHER, 'render', stillPath, ...options];
}

/**
 * Renders a still and answers with the report.
 * @param {Parameters<typeof renderCommand>} what
 * @returns {Promise<import('../dist/tasks/render-still.js').RenderReport>}
 */
export async function render(...what) {
  const { stdout } = await runCommand(renderCommand(...what));
  /** @type {unknown} */
  const report = JSON.parse(stdout);
  return /** @type {import('../dist/tasks/render-still.js').RenderReport} */ (report);
}
