/** What a bench found, and how it is written down. */

/**
 * One figure.
 * @typedef {object} Row
 * @property {string} what
 * @property {string} goal `–` where there is none: the row is there for scale
 * @property {string} measured
 * @property {boolean | undefined} met undefined where there is no goal, or nothing could be measured
 * @property {unknown} [figures] the numbers behind it
 */

/**
 * What a bench works with.
 * @typedef {object} BenchContext
 * @property {string} folder an empty one, for what it makes on the way
 * @property {(line: string) => void} say tells how far it is
 * @property {number} most of what it counts (tasks, rows), if that is fewer than it would take by itself
 * @property {boolean} quick only as much as shows that the bench works; the figures mean nothing
 */

/**
 * Everything one bench found in one run.
 * @typedef {object} Result
 * @property {string} bench
 * @property {string} title
 * @property {string} command
 * @property {string} date
 * @property {ReturnType<import('./measure/machine.js').describeMachine>} machine
 * @property {readonly string[]} method how it was measured, sentence by sentence
 * @property {readonly Row[]} rows
 */

/**
 * The page that shows all results.
 * @param {readonly Result[]} results
 */
export function toPage(results) {
  const intro = [
    '# What was measured',
    '',
    'Made by `npm run bench`; do not edit. Every clip is encoded by x264 with preset veryfast and crf 18. The judges in',
    '`bench/measure/` share no arithmetic with the renderer: they warp the full-size still in float. Times on a shared machine',
    'are rough; what counts is the ratio to the floor of the same run.',
  ];
  return `${[...intro, ...results.flatMap(sectionOf)].join('\n')}\n`;
}

/** @param {Result} result */
function sectionOf({ title, command, date, machine, method, rows }) {
  const { cpu, memoryGb, platform, node, loadBefore } = machine;
  return [
    '',
    `## ${title}`,
    '',
    `\`${command}\` · ${date} · ${cpu}, ${memoryGb} GB, ${platform}, Node ${node}, load ${loadBefore.join(' ')}`,
    '',
    '| what | goal | measured | |',
    '|---|---|---|---|',
    ...rows.map(({ what, goal, measured, met }) => `| ${what} | ${goal} | ${measured} | ${markOf(met)} |`),
    '',
    ...method.map((sentence) => `- ${sentence}`),
  ];
}

/** @param {boolean | undefined} met */
function markOf(met) {
  if (met === undefined) return '';
  return met ? 'reached' : '**missed**';
}
