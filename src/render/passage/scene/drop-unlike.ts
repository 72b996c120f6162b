import { boxMean, sampleAt } from '../luma-plane.js';
import { createLanding, landAt } from './landing.js';
import type { DepthMap } from './pair-depths.js';
import type { Views } from './sight.js';

/** How far about a cell it is looked (cells). */
const REACH = 3;
/** The part of what varies there that may differ between the stills: of the same thing it is little, of two that look alike about half. */
const UNLIKE_MAX = 0.4;
/** Variance that is noise. */
const NOISE = 4;

/**
 * Takes the sureness (1 to 0, in place) from cells about which the other still shows something else. Both stills may say the same of
 * wallpaper that is at the right place in none of them: it varies as much there, but not in the same way.
 */
export function dropUnlike({ first, last, ...views }: Views, { inverseDepths, sure }: DepthMap): void {
  const cells = sure.length;
  const sums = { count: new Float32Array(cells), here: new Float32Array(cells), there: new Float32Array(cells) };
  const products = { here: new Float32Array(cells), there: new Float32Array(cells), both: new Float32Array(cells) };
  const landing = createLanding();
  for (let at = 0; at < cells; at++) {
    if (sure[at] !== 1) continue;
    landAt(landing, { first, last, ...views }, at, inverseDepths[at]!);
    if (landing.cell < 0) continue;
    const here = first.values[at]!;
    const there = sampleAt(last.values, last.columns, last.rows, landing.x, landing.y);
    sums.count[at] = 1;
    sums.here[at] = here;
    sums.there[at] = there;
    products.here[at] = here * here;
    products.there[at] = there * there;
    products.both[at] = here * there;
  }
  const about = (values: Float32Array): Float32Array => boxMean(values, first, REACH);
  const [count, here, there] = [about(sums.count), about(sums.here), about(sums.there)];
  const [hereTwice, thereTwice, both] = [about(products.here), about(products.there), about(products.both)];
  for (let at = 0; at < cells; at++) {
    if (sure[at] !== 1) continue;
    const share = 1 / count[at]!;
    const [meanHere, meanThere] = [here[at]! * share, there[at]! * share];
    const varies = (hereTwice[at]! + thereTwice[at]!) * share - meanHere ** 2 - meanThere ** 2;
    const differs = varies - 2 * (both[at]! * share - meanHere * meanThere);
    if (!(differs <= UNLIKE_MAX * (varies + NOISE))) sure[at] = 0;
  }
}
