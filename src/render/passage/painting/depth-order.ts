import { type Homography, invert, project } from '../../homography.js';
import type { Cover, PassageLayer } from '../passage-model.js';

/** A layer with more than this many others before it counts as this deep. */
const DEPTH_MAX = 2;
/** A layer is believed to hide another when this share of the frame says so, and this many times more than says the opposite. */
const HIDDEN_MIN = 0.003;
const CLEAR_MAJORITY = 3;
/** Cells that are looked at: every so many along and down. */
const STRIDE = 2;
/** What is covered at least this much is seen. */
const SEEN = 128;

/**
 * How deep each layer lies behind others: 0 to 2. Where a layer shows something in one still, and in its place in the other still another
 * layer is seen, that one hides it. Layers of which both stills show everything are at the same depth: nothing says which is in front.
 */
export function depthsOf(layers: readonly PassageLayer[], aspectRatio: number): readonly number[] {
  const hidden = layers.map(() => new Float64Array(layers.length));
  const [firsts, lasts] = [layers.map(({ inFirst }) => inFirst), layers.map(({ inLast }) => inLast)];
  for (const [behind, layer] of layers.entries()) {
    const there = layer.at(1);
    addHidden(hidden, behind, { here: firsts, there: lasts, way: there, aspectRatio });
    addHidden(hidden, behind, { here: lasts, there: firsts, way: invert(there), aspectRatio });
  }
  const claims = hidden.flatMap((shares, front) =>
    [...shares].map((share, behind) => ({ front, behind, share, against: hidden[behind]?.[front] ?? 0 })),
  );
  const inFrontOf = layers.map(() => new Set<number>());
  const reaches = (layer: number, front: number): boolean =>
    layer === front || [...(inFrontOf[layer] ?? [])].some((next) => reaches(next, front));
  // The largest first; a claim that closes a circle is not believed.
  for (const { front, behind, share, against } of claims.sort((one, other) => other.share - one.share)) {
    if (share < HIDDEN_MIN || share < CLEAR_MAJORITY * against || reaches(front, behind)) continue;
    inFrontOf[behind]?.add(front);
  }
  const depthOf = (layer: number): number =>
    [...(inFrontOf[layer] ?? [])].reduce((deepest, front) => Math.max(deepest, 1 + depthOf(front)), 0);
  return layers.map((_layer, index) => Math.min(DEPTH_MAX, depthOf(index)));
}

/** Layers as they are painted: the nearest first, where that is known of all; else as they are. */
export function nearestFirst(layers: readonly PassageLayer[]): readonly PassageLayer[] {
  if (!layers.every(({ nearness }) => nearness !== undefined)) return layers;
  return [...layers].sort((one, other) => (other.nearness ?? 0) - (one.nearness ?? 0));
}

/** From one still to the other. */
interface Crossing {
  readonly here: readonly Cover[];
  readonly there: readonly Cover[];
  readonly way: Homography;
  readonly aspectRatio: number;
}

/** Adds to each layer's row the share of the frame in which it hides the layer `behind`. */
function addHidden(hidden: readonly Float64Array[], behind: number, { here, there, way, aspectRatio }: Crossing): void {
  const [own, ownThere] = [here[behind], there[behind]];
  if (own === undefined || ownThere === undefined) return;
  const { columns, rows, values } = own;
  for (let row = 0; row < rows; row += STRIDE) {
    for (let column = 0; column < columns; column += STRIDE) {
      if ((values[row * columns + column] ?? 0) < SEEN) continue;
      const place = project(way, ((column + 0.5) / columns - 0.5) * aspectRatio, (row + 0.5) / rows - 0.5);
      const [x, y] = [place.x / aspectRatio + 0.5, place.y + 0.5];
      if (!(x >= 0 && y >= 0 && x < 1 && y < 1) || isSeen(ownThere, x, y)) continue;
      const shares = hidden[there.findIndex((cover) => isSeen(cover, x, y))];
      if (shares !== undefined) shares[behind] = (shares[behind] ?? 0) + STRIDE ** 2 / (columns * rows);
    }
  }
}

function isSeen({ columns, rows, values }: Cover, x: number, y: number): boolean {
  return (values[Math.floor(y * rows) * columns + Math.floor(x * columns)] ?? 0) >= SEEN;
}
