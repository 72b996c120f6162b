/** How near to the truth a clip from one still to another comes, beside a dissolve and FFmpeg's minterpolate. */
import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { decodeFrames } from '../dist/media/video/decode-frames.js';
import { render, renderCommand } from './firstframe.js';
import { dissolve } from './measure/dissolve.js';
import { judgeFrames, judgePassage, readPair } from './measure/judge-passage.js';
import { minterpolate } from './measure/minterpolate.js';
import { closestLengthSec, passagesOf } from './measure/passage.js';
import { median, runInTurn } from './measure/timing.js';
import { PAIRS, STEPS } from './pairs/pairs.js';

/**
 * @typedef {import('./measure/judge-passage.js').Judgement} Judgement
 * @typedef {import('./measure/judge-passage.js').PairPlanes} PairPlanes
 * @typedef {import('./pairs/pairs.js').Pair} Pair
 * @typedef {import('./results-table.js').Row} Row
 */

/** The heading over its table. */
export const title = 'First to last';

/** How it is measured, sentence by sentence. */
export const method = [
  'PSNR is of luma (BT.709, limited range, peak 255), each true frame against the decoded frame whose progress is nearest to its own; of the ' +
    'product only the progress of each frame is taken. Clips are rendered by `firstframe render --last` at 720p, at a length between 5 and 7 s ' +
    'whose frames fall within 0.2 % of the way of the true moments.',
  'The dissolve is of the same stills at the same size, linear in code values, and is not encoded. Neither is FFmpeg’s minterpolate: with ' +
    'mi_mode=mci, mc_mode=aobmc, me_mode=bidir, vsbmc=1 and no scene detection, and again with me=umh, search_param=256, the best found for it.',
  'The true moment that a frame looks most like is the nearest place on the way through the nine true frames, in a part of the picture where ' +
    'one thing moves, softened by 6 px. Tried with every other true frame taken away, it tells the moment of those to 0.01.',
  'Speed: the whole command, in turn with `bench/floor-encode.js`, which encodes the frames of the finished clip anew. Medians.',
];

const GOAL = { off: 0.08, endDb: 40, endSsim: 0.985, realTimes: 2 };
const LENGTH = { fps: 24, fromSec: 5, toSec: 7 };
const SPEED = { durationSec: 5, times: 3 };
const QUICK = { length: { fps: 24, fromSec: 4, toSec: 5 }, matches: 5, times: 1 };
const FLOOR = fileURLToPath(new URL('./floor-encode.js', import.meta.url));

/**
 * Measures.
 * @param {import('./results-table.js').BenchContext} context
 * @returns {Promise<Row[]>}
 */
export async function measure({ folder, say, quick }) {
  const rows = [];
  for (const pair of quick ? PAIRS.slice(0, 1) : PAIRS) {
    say(pair.name);
    rows.push(...(await measurePair(pair, path.join(folder, 'clip.mp4'), quick)));
  }
  say('speed');
  rows.push(await measureSpeed(PAIRS[0], folder, quick));
  return rows;
}

/**
 * @param {Pair} pair
 * @param {string} clipPath
 * @param {boolean} quick
 * @returns {Promise<Row[]>}
 */
async function measurePair(pair, clipPath, quick) {
  const { first, last, prompt } = pair;
  const durationSec = closestLengthSec(STEPS, quick ? QUICK.length : LENGTH);
  const report = await render(first, clipPath, { prompt, resolution: '720p', last, durationSec });
  const planes = await readPair(pair);
  const matches = quick ? { matches: QUICK.matches } : {};
  const clip = await judgePassage(clipPath, passagesOf(report), { pair, planes, ...matches });
  const dissolved = judgeFrames(dissolvedSteps(planes), { pair, planes });
  /** @type {(search: 'plain' | 'wide') => Likeness | undefined} */
  const rival = (search) =>
    quick ? undefined : judgeFrames(minterpolate(planes.first, planes.last, STEPS, search), { pair, planes });
  const rivals = { clip, dissolved, plain: rival('plain'), wide: rival('wide') };
  const { passage } = report;
  return [truthRow(pair, rivals, passage), labelRow(pair, rivals), matchRow(pair, clip), endsRow(pair, clip)];
}

/** @param {PairPlanes} planes */
function dissolvedSteps({ first, last }) {
  return Array.from({ length: STEPS - 1 }, (_, index) => dissolve(first, last, (index + 1) / STEPS));
}

/** @typedef {Pick<Judgement, 'truthDb' | 'labelDb'>} Likeness */
/** @typedef {{ clip: Likeness, dissolved: Likeness, plain?: Likeness | undefined, wide?: Likeness | undefined }} Rivals */

/**
 * @param {Pair} pair
 * @param {Rivals} rivals
 * @param {unknown} passage
 * @returns {Row}
 */
function truthRow({ name, aheadDb, isAheadOfAll }, rivals, passage) {
  const ours = mean(rivals.clip.truthDb);
  const floor = mean(rivals.dissolved.truthDb);
  const others = [rivals.plain, rivals.wide].flatMap((rival) => (rival === undefined ? [] : [mean(rival.truthDb)]));
  const beside = others.length === 0 ? '' : `, minterpolate ${others.map((db) => db.toFixed(1)).join(' and ')}`;
  return {
    what: `${name}: mean of the seven true frames`,
    goal: `≥ dissolve + ${aheadDb} dB${isAheadOfAll ? ', > minterpolate' : ''}`,
    measured: `${ours.toFixed(1)} dB; dissolve ${floor.toFixed(1)}${beside}`,
    met: ours >= floor + aheadDb && (!isAheadOfAll || others.every((db) => ours > db)),
    figures: {
      passage,
      ...Object.fromEntries(Object.entries(rivals).map(([key, rival]) => [key, rival?.truthDb.map(toHundredths)])),
    },
  };
}

/**
 * @param {Pair} pair
 * @param {Rivals} rivals
 * @returns {Row}
 */
function labelRow({ name, labelGoalDb: goalDb }, { clip, dissolved, wide }) {
  /** @type {(values: readonly number[]) => string} */
  const list = (values) => values.map((db) => db.toFixed(1)).join(', ');
  const beside = wide === undefined ? '' : `; minterpolate ${list(wide.labelDb)}`;
  return {
    what: `${name}: inside the label at 25, 50, 75 %`,
    goal: goalDb === undefined ? '–' : `≥ ${goalDb} dB`,
    measured: `${list(clip.labelDb)} dB; dissolve ${list(dissolved.labelDb)}${beside}`,
    met: goalDb === undefined ? undefined : clip.labelDb.every((db) => db >= goalDb),
  };
}

/**
 * @param {Pair} pair
 * @param {Judgement} clip
 * @returns {Row}
 */
function matchRow({ name }, { matches }) {
  const off = Math.max(...matches.map(({ passage, matched }) => Math.abs(matched - passage)));
  const isMonotone = matches.every(({ matched }, index) => matched >= (matches[index - 1]?.matched ?? 0));
  return {
    what: `${name}: the true moments that ${matches.length} frames look most like`,
    goal: `in order, within ${100 * GOAL.off} % of the way`,
    measured: `${isMonotone ? 'in order' : 'out of order'}, at most ${(100 * off).toFixed(1)} % off`,
    met: isMonotone && off <= GOAL.off,
    figures: matches.map(({ frame, passage, matched }) => [frame, passage, matched].map(toThousandths)),
  };
}

/**
 * @param {Pair} pair
 * @param {Judgement} clip
 * @returns {Row}
 */
function endsRow({ name }, { ends }) {
  return {
    what: `${name}: first and last frame against the stills`,
    goal: `≥ ${GOAL.endDb} dB, SSIM ≥ ${GOAL.endSsim}`,
    measured: ends.map((end) => `${end.psnrDb.toFixed(1)} dB ${end.ssim.toFixed(4)}`).join('; '),
    met: ends.every((end) => end.psnrDb >= GOAL.endDb && end.ssim >= GOAL.endSsim),
  };
}

/**
 * @param {Pair} pair
 * @param {string} folder
 * @param {boolean} quick
 * @returns {Promise<Row>}
 */
async function measureSpeed({ name, first, last, prompt }, folder, quick) {
  const clipPath = path.join(folder, 'speed.mp4');
  const framesPath = path.join(folder, 'frames.yuv');
  const { durationSec } = SPEED;
  const wish = /** @type {const} */ ({ prompt, resolution: '720p', last, durationSec });
  const { widthPx, heightPx, fps } = await render(first, clipPath, wish);
  await writeFrames(clipPath, framesPath);
  const size = [widthPx, heightPx, fps].map(String);
  /** @type {Record<string, import('./measure/timing.js').Command>} */
  const commands = {
    command: renderCommand(first, clipPath, wish),
    floor: [process.execPath, FLOOR, framesPath, ...size, path.join(folder, 'floor.mp4')],
  };
  const timed = await runInTurn(commands, quick ? QUICK.times : SPEED.times);
  const [command = NaN, floor = NaN] = ['command', 'floor'].map((key) =>
    median((timed[key] ?? []).map((run) => run.wallSec)),
  );
  const realTimes = command / durationSec;
  return {
    what: `${name}: whole command, ${durationSec} s at 720p, against real time`,
    goal: `≤ ${GOAL.realTimes} ×`,
    measured: `${realTimes.toFixed(2)} × (${command.toFixed(2)} s); floor ${floor.toFixed(2)} s`,
    met: realTimes <= GOAL.realTimes,
    figures: Object.fromEntries(Object.entries(timed).map(([key, runs]) => [key, runs.map((run) => run.wallSec)])),
  };
}

/**
 * Writes the frames of a clip, packed, as the floor reads them.
 * @param {string} clipPath
 * @param {string} framesPath
 */
async function writeFrames(clipPath, framesPath) {
  const file = createWriteStream(framesPath);
  for await (const { y, u, v } of decodeFrames(clipPath)) {
    if (!file.write(Buffer.concat([y, u, v]))) await once(file, 'drain');
  }
  file.end();
  await once(file, 'close');
}

/** @param {readonly number[]} values */
function mean(values) {
  return values.reduce((sum, value) => sum + value) / values.length;
}

/** @param {number} value */
function toHundredths(value) {
  return Number(value.toFixed(2));
}

/** @param {number} value */
function toThousandths(value) {
  return Number(value.toFixed(3));
}
