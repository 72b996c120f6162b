import { type Proposal, proposalOf, refineProposal, type Scales } from './propose-planes.js';
import { smoothTotals } from './smooth-totals.js';
import type { Slant } from './slant.js';

/** As many planes as are kept. A painted layer costs time in every frame, and what is round takes several. */
export const PLANES_MAX = 24;

/** What a cell costs whose counterpart lies outside the last still. */
const OUTSIDE = 3.5;
/** A change of planes from one cell to the next. */
const CHANGES = { atEdge: 0.8, more: 12, edge: 8, next: Infinity };
/** What a plane must be worth, over all cells a mean of this: rising, for planes that are refined meanwhile take over from others. */
const WORTHS = [0.005, 0.0075, 0.01, 0.01];
/** From here on no more than {@link PLANES_MAX} are kept. */
const LIMIT_FROM = 2;
/** Cells less unlike than this refine the plane that they are labelled with; so many are needed. */
const ALIKE = 6;
const CELLS_MIN = 16;

/**
 * The planes that explain the stills together: each cell goes to one, what others explain as well is dropped, what is left is refined where it
 * is seen, and so again (H. Isack, Y. Boykov: Energy-based geometric multi-model fitting, 2012). The largest first.
 */
export function competePlanes(scales: Scales, proposals: readonly Proposal[]): readonly Slant[] {
  const { first } = scales.coarse;
  const cells = first.columns * first.rows;
  let planes = proposals.map(({ slant }) => proposalOf(scales.coarse, slant, OUTSIDE));
  for (const [round, worth] of WORTHS.entries()) {
    const totals = totalsOf(scales, planes);
    const most = round < LIMIT_FROM ? Infinity : PLANES_MAX;
    const kept = worthKeeping(totals, planes, { worth: worth * cells, most });
    planes = planes.filter((_plane, index) => kept.has(index));
    const shares = sharesOf(totalsOf(scales, planes), planes);
    const order = [...planes.keys()].sort((one, other) => shares[other]!.size - shares[one]!.size);
    planes = order.map((index) => {
      const plane = planes[index]!;
      const { own } = shares[index]!;
      if (round === WORTHS.length - 1 || own.length < CELLS_MIN) return plane;
      const refined = refineProposal(scales, plane, own, OUTSIDE);
      return sumOver(refined.unlike, own) < sumOver(plane.unlike, own) ? refined : plane;
    });
  }
  return planes.map(({ slant }) => slant);
}

function totalsOf({ coarse }: Scales, planes: readonly Proposal[]): Float32Array {
  const prices = new Float32Array(coarse.first.values.length * planes.length);
  for (const [label, { unlike }] of planes.entries()) {
    for (let at = 0; at < unlike.length; at++) prices[at * planes.length + label] = unlike[at]!;
  }
  return smoothTotals(coarse.first, prices, planes.length, CHANGES);
}

/** Takes away the plane that the others replace best, and again, until each is worth its keep. */
function worthKeeping(
  totals: Float32Array,
  planes: readonly Proposal[],
  { worth, most }: { readonly worth: number; readonly most: number },
): ReadonlySet<number> {
  const count = planes.length;
  const cells = totals.length / count;
  const kept = new Set(planes.keys());
  const isKept = new Uint8Array(count).fill(1);
  const best = new Uint16Array(cells);
  const second = new Uint16Array(cells);
  const rank = (at: number): void => {
    let [least, next] = [Infinity, Infinity];
    for (let label = 0; label < count; label++) {
      if (isKept[label] === 0) continue;
      const total = totals[at * count + label]!;
      if (total < least) {
        next = least;
        second[at] = best[at]!;
        least = total;
        best[at] = label;
      } else if (total < next) {
        next = total;
        second[at] = label;
      }
    }
  };
  for (let at = 0; at < cells; at++) rank(at);
  // Where the best is to leave the picture, nothing is known, and no plane is worth anything.
  const isTold = best.map((label, at) => (planes[label]!.unlike[at] === OUTSIDE ? 0 : 1));
  while (kept.size > 1) {
    const worths = new Float64Array(count);
    for (let at = 0; at < cells; at++) {
      if (isTold[at] === 1) worths[best[at]!]! += totals[at * count + second[at]!]! - totals[at * count + best[at]!]!;
    }
    const least = [...kept].reduce((low, label) => (worths[label]! < worths[low]! ? label : low));
    // Eight directions are in each total.
    if (worths[least]! / 8 >= worth && kept.size <= most) break;
    kept.delete(least);
    isKept[least] = 0;
    for (let at = 0; at < cells; at++) if (best[at] === least || second[at] === least) rank(at);
  }
  return kept;
}

/** The cells of each plane: how many the last still shows, and which of them are alike. */
function sharesOf(
  totals: Float32Array,
  planes: readonly Proposal[],
): readonly { readonly size: number; readonly own: readonly number[] }[] {
  const count = planes.length;
  const shares = planes.map(() => ({ size: 0, own: [] as number[] }));
  for (let at = 0; at < totals.length / count; at++) {
    let best = 0;
    for (let label = 1; label < count; label++) {
      if (totals[at * count + label]! < totals[at * count + best]!) best = label;
    }
    const share = shares[best]!;
    const unlike = planes[best]!.unlike[at]!;
    if (unlike !== OUTSIDE) share.size++;
    if (unlike < ALIKE) share.own.push(at);
  }
  return shares;
}

function sumOver(values: Float32Array, cells: readonly number[]): number {
  return cells.reduce((sum, at) => sum + values[at]!, 0);
}
