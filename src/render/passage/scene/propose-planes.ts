import { createRandom } from '../../../motion/random.js';
import { boxMean, type Grid } from '../luma-plane.js';
import { refineSlant } from './refine-slant.js';
import { cellsOnFiner } from './shrink-plane.js';
import { UNLIKE_MAX, unlikeOnPlane, type Views } from './sight.js';
import type { Slant } from './slant.js';
import type { DepthMap } from './sweep-depths.js';

/** The same stills coarse, to judge planes on, and fine, to refine them on. */
export interface Scales {
  readonly coarse: Views;
  readonly fine: Views;
}

/** A plane and how unlike the stills are on it, coarse cell by coarse cell. */
export interface Proposal {
  readonly slant: Slant;
  readonly unlike: Float32Array;
}

const ROUNDS = 24;
const TRIES = 160;
/** How far apart the three cells of a try may be, in rows of the depths' 135: small things and wide ones. */
const REACHES = [6, 12, 25, 60].map((rows) => rows / 135);
/** Twice the area of the three, over their reach squared. */
const SPREAD_MIN = 0.2;
/** A steeper slant than this (inverse depth for each unit of direction) is noise. */
const STEEP = 4;
/** What a cell costs that nothing explains, or whose counterpart lies outside. */
const UNEXPLAINED = 8;
/** A cell that is less unlike than this is explained. */
const EXPLAINED = 1.5;
/** A plane must be this much better in a cell to count there, and so much in the mean over all. */
const MARGIN = 0.6;
const GAIN_MIN = 0.006;
/** Cells less unlike than this are of the plane, when it is refined. */
const ALIKE = 6;

/**
 * Planes that may be in the scene: those given, and others through three depths that lie near each other, from where nothing explains
 * the stills so far. More than there are; which of them explain most together is yet to be chosen.
 */
export function proposePlanes(scales: Scales, depths: DepthMap, seeds: readonly Slant[]): readonly Proposal[] {
  const { coarse, fine } = scales;
  const { first } = coarse;
  const cells = first.columns * first.rows;
  const random = createRandom(3);
  const sofar = new Float32Array(cells).fill(UNEXPLAINED);
  const proposals: Proposal[] = seeds.map((slant) => proposalOf(coarse, slant));
  const quick = new Float32Array(cells);
  for (let round = 0; round < ROUNDS; round++) {
    const open = openCells(sofar, depths, first, fine.first);
    const bests = REACHES.map(() => ({ slant: undefined as Slant | undefined, gain: 0 }));
    for (let tried = 0; tried < (open.length > 20 ? TRIES : 0); tried++) {
      const best = bests[tried % REACHES.length]!;
      const slant = slantThrough(open, REACHES[tried % REACHES.length]!, { depths, views: fine, random });
      if (slant === undefined) continue;
      // A quarter of the cells, each by itself: a tenth of the work, and good enough to see which try is best.
      unlikeOnPlane(coarse, slant, { outside: UNEXPLAINED, unlike: quick, stride: 2 });
      const gain = quickGain(sofar, quick, first);
      if (gain > best.gain) [best.slant, best.gain] = [slant, gain];
    }
    for (const { slant } of bests) {
      const rough = slant === undefined ? undefined : proposalOf(coarse, slant);
      if (rough === undefined || gainOf(sofar, rough.unlike) < GAIN_MIN * cells) continue;
      const refined = refineProposal(scales, rough, cellsWhere(rough, sofar));
      proposals.push(gainOf(sofar, refined.unlike) > gainOf(sofar, rough.unlike) ? refined : rough);
    }
    const gains = proposals.map(({ unlike }) => gainOf(sofar, unlike));
    const most = Math.max(0, ...gains);
    const best = proposals[gains.indexOf(most)];
    if (best === undefined || most < GAIN_MIN * cells) break;
    for (let at = 0; at < cells; at++) sofar[at] = Math.min(sofar[at]!, best.unlike[at]!);
  }
  return proposals;
}

/** A slant and how unlike the stills are on it. */
export function proposalOf(coarse: Views, slant: Slant, outside = UNEXPLAINED): Proposal {
  const { first } = coarse;
  const unlike = new Float32Array(first.values.length);
  unlikeOnPlane(coarse, slant, { outside, unlike, stride: 1 });
  return { slant, unlike: boxMean(unlike, first, 1) };
}

/** A proposal brought to where the stills agree best in some coarse cells. */
export function refineProposal(
  { coarse, fine }: Scales,
  { slant }: Proposal,
  cells: readonly number[],
  outside = UNEXPLAINED,
): Proposal {
  return proposalOf(coarse, refineSlant(fine, slant, cellsOnFiner(cells, coarse.first, fine.first)), outside);
}

function cellsWhere({ unlike }: Proposal, sofar: Float32Array): readonly number[] {
  const cells: number[] = [];
  for (let at = 0; at < unlike.length; at++) {
    if (unlike[at]! < sofar[at]! - MARGIN && unlike[at]! < ALIKE) cells.push(at);
  }
  return cells;
}

/** Cells of the depth map that nothing explains so far. */
function openCells(sofar: Float32Array, { sure }: DepthMap, coarse: Grid, fine: Grid): readonly number[] {
  const bad: number[] = [];
  for (let at = 0; at < sofar.length; at++) if (sofar[at]! > EXPLAINED) bad.push(at);
  return cellsOnFiner(bad, coarse, fine).filter((at) => sure[at] === 1);
}

function slantThrough(
  open: readonly number[],
  reach: number,
  { depths, views, random }: { readonly depths: DepthMap; readonly views: Views; readonly random: () => number },
): Slant | undefined {
  const { columns, rows } = views.first;
  const start = open[Math.floor(random() * open.length)]!;
  const [column, row] = [start % columns, Math.floor(start / columns)];
  const picked = [start];
  const away = reach * rows;
  for (let tries = 0; tries < 30 && picked.length < 3; tries++) {
    const x = column + Math.trunc((2 * random() - 1) * away);
    const y = row + Math.trunc((2 * random() - 1) * away);
    if (x < 0 || y < 0 || x >= columns || y >= rows || depths.sure[y * columns + x] !== 1) continue;
    picked.push(y * columns + x);
  }
  if (picked.length < 3) return undefined;
  const size = views.focal * rows;
  const [a, b, c] = picked.map((at) => ({
    x: ((at % columns) + 0.5 - columns / 2) / size,
    y: (Math.floor(at / columns) + 0.5 - rows / 2) / size,
    near: depths.inverseDepths[at]!,
  })) as [Corner, Corner, Corner];
  const [x1, y1, near1] = [b.x - a.x, b.y - a.y, b.near - a.near];
  const [x2, y2, near2] = [c.x - a.x, c.y - a.y, c.near - a.near];
  const area = x1 * y2 - x2 * y1;
  if (Math.abs(area) * size * size < SPREAD_MIN * away * away) return undefined;
  const right = (near1 * y2 - near2 * y1) / area;
  const down = (x1 * near2 - x2 * near1) / area;
  return Math.hypot(right, down) > STEEP ? undefined : [right, down, a.near - right * a.x - down * a.y];
}

interface Corner {
  readonly x: number;
  readonly y: number;
  readonly near: number;
}

function gainOf(sofar: Float32Array, unlike: Float32Array): number {
  let gain = 0;
  for (let at = 0; at < sofar.length; at++) {
    const better = sofar[at]! - unlike[at]! - MARGIN;
    if (better > 0) gain += better;
  }
  return gain;
}

/** Over the cells that a stride of two leaves, which are noisier by themselves than in the mean. */
function quickGain(sofar: Float32Array, unlike: Float32Array, { columns, rows }: Grid): number {
  let gain = 0;
  for (let row = 1; row < rows; row += 2) {
    for (let at = row * columns + 1; at < (row + 1) * columns; at += 2) {
      if (sofar[at]! < EXPLAINED || unlike[at]! >= UNLIKE_MAX) continue;
      const better = sofar[at]! - unlike[at]! - 2 * MARGIN;
      if (better > 0) gain += better;
    }
  }
  return gain;
}
