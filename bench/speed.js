/** How long the whole command takes, against a process that only encodes the same frames. */
import { createWriteStream, existsSync } from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { render, renderCommand } from './firstframe.js';
import { median, runInTurn } from './measure/timing.js';
import { paintFrames } from './product-frames.js';
import { writeTwelveMegapixelStill } from './stills.js';

/** @typedef {import('./results-table.js').Row} Row */

/** The heading over its table. */
export const title = 'Speed';

/** How it is measured, sentence by sentence. */
export const method = [
  '`firstframe render` of a 12-megapixel JPEG, 5 s at 24 fps, start of the process and closing measurement included, in turn with ' +
    '`bench/floor-encode.js`, which reads the same frames from a file and encodes them with the same encoder. Medians.',
];

const PROMPT = 'Slow push in';
const TIMES = 5;
const GOAL_RATIO = 1.6;
const FFMPEG = '/usr/bin/ffmpeg';
const FLOOR = fileURLToPath(new URL('./floor-encode.js', import.meta.url));

/**
 * Measures.
 * @param {import('./results-table.js').BenchContext} context
 * @returns {Promise<Row[]>}
 */
export async function measure({ folder, say, quick }) {
  const stillPath = await writeTwelveMegapixelStill(folder);
  const rows = [];
  for (const resolution of /** @type {readonly ('720p' | '1080p')[]} */ (quick ? ['720p'] : ['720p', '1080p'])) {
    say(resolution);
    const clipPath = path.join(folder, `${resolution}.mp4`);
    const report = await render(stillPath, clipPath, { prompt: PROMPT, resolution });
    const framesPath = path.join(folder, `${resolution}.yuv`);
    await writeFrames(report, stillPath, framesPath);
    const size = [report.widthPx, report.heightPx, report.fps].map(String);
    /** @type {Record<string, import('./measure/timing.js').Command>} */
    const commands = {
      command: renderCommand(stillPath, clipPath, { prompt: PROMPT, resolution }),
      floor: [process.execPath, FLOOR, framesPath, ...size, path.join(folder, 'floor.mp4')],
    };
    if (existsSync(FFMPEG)) commands['zoompan'] = zoompanCommand(stillPath, report, path.join(folder, 'zoompan.mp4'));
    const figures = Object.fromEntries(
      Object.entries(await runInTurn(commands, quick ? 1 : TIMES)).map(([name, runs]) => [
        name,
        { wallSec: median(runs.map((run) => run.wallSec)), cpuSec: median(runs.map((run) => run.cpuSec ?? NaN)) },
      ]),
    );
    rows.push(...rowsOf(resolution, report.durationSec, figures));
  }
  return rows;
}

/**
 * @param {'720p' | '1080p'} resolution
 * @param {number} durationSec
 * @param {Record<string, { wallSec: number, cpuSec: number }>} figures
 * @returns {Row[]}
 */
function rowsOf(resolution, durationSec, figures) {
  const { command, floor, zoompan } = figures;
  if (command === undefined || floor === undefined) throw new Error('A command was not timed.');
  const ratio = command.wallSec / floor.wallSec;
  const cpuRatio = command.cpuSec / floor.cpuSec;
  /** @type {(run: { wallSec: number, cpuSec: number }) => string} */
  const times = ({ wallSec, cpuSec }) => `${wallSec.toFixed(2)} s, CPU ${cpuSec.toFixed(2)} s`;
  const isSmall = resolution === '720p';
  return [
    {
      what: `${resolution}: whole command against encoding the same frames alone`,
      goal: isSmall ? `≤ ${GOAL_RATIO} ×` : '–',
      measured: `${ratio.toFixed(2)} × (CPU ${cpuRatio.toFixed(2)} ×): ${times(command)}; floor ${times(floor)}`,
      met: isSmall ? ratio <= GOAL_RATIO : undefined,
      figures,
    },
    {
      what: `${resolution}: against real time`,
      goal: `< ${durationSec} s`,
      measured: `${command.wallSec.toFixed(2)} s`,
      met: command.wallSec < durationSec,
    },
    {
      what: `${resolution}, for scale: ffmpeg’s zoompan, same move and settings`,
      goal: '–',
      measured:
        zoompan === undefined
          ? `not measured: no ${FFMPEG} here`
          : `${(zoompan.wallSec / floor.wallSec).toFixed(2)} ×: ${times(zoompan)}`,
      met: undefined,
    },
  ];
}

/**
 * Writes the frames that the report's clip was made from, packed.
 * @param {Awaited<ReturnType<typeof render>>} report
 * @param {string} stillPath
 * @param {string} framesPath
 */
async function writeFrames({ framing, ...report }, stillPath, framesPath) {
  if (framing.kind !== 'crop') throw new Error('The still ought not to be padded.');
  const file = createWriteStream(framesPath);
  for await (const { y, u, v } of paintFrames({ ...report, framing, stillPath })) {
    if (!file.write(Buffer.concat([y, u, v]))) await once(file, 'drain');
  }
  file.end();
  await once(file, 'close');
}

/**
 * @param {string} stillPath
 * @param {Awaited<ReturnType<typeof render>>} report
 * @param {string} clipPath
 * @returns {import('./measure/timing.js').Command}
 */
function zoompanCommand(stillPath, { directions, frames, widthPx, heightPx, fps }, clipPath) {
  const move = directions.camera[0]?.move;
  const zoom = move?.kind === 'push_in' ? move.zoom : 1;
  const window = `z=1+${zoom - 1}*on/${frames - 1}:x=(iw-iw/zoom)/2:y=(ih-ih/zoom)/2`;
  const filter = `zoompan=${window}:d=${frames}:s=${widthPx}x${heightPx}:fps=${fps},format=yuv420p`;
  const coding = ['-c:v', 'libx264', '-preset', 'veryfast', '-crf', '18'];
  return [FFMPEG, '-v', 'error', '-y', '-i', stillPath, '-vf', filter, ...coding, clipPath];
}
