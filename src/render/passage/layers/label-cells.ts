import type { LumaPlane } from '../luma-plane.js';

/** What it costs to change layers from one cell to the next: little across an edge of the picture, where things end. */
const CHANGE = 6;
const CHANGE_AT_EDGE = 0.8;
/** The step of brightness at which an edge counts as one. */
const EDGE = 8;

/**
 * The layer of each cell: cheap by itself and the same as its neighbours', but for edges. Semi-global matching over eight directions
 * (H. Hirschmüller, 2008) with one price for every change of layer. `costs` has one plane a layer.
 */
export function labelCells({ columns, rows, values }: LumaPlane, costs: readonly Float32Array[]): Uint8Array {
  const cells = columns * rows;
  const labels = costs.length;
  const prices = new Float32Array(cells * labels);
  for (const [label, plane] of costs.entries()) {
    for (let at = 0; at < cells; at++) prices[at * labels + label] = plane[at] ?? 0;
  }
  const totals = new Float32Array(cells * labels);
  for (const sense of [1, -1]) {
    const walks = [
      { dx: sense, dy: 0 },
      { dx: 0, dy: sense },
      { dx: sense, dy: sense },
      { dx: -sense, dy: sense },
    ];
    for (const walk of walks) addWalk({ columns, rows, values, prices, totals, labels, sense, ...walk });
  }
  return cheapest(totals, labels, cells);
}

interface Walk {
  readonly columns: number;
  readonly rows: number;
  readonly values: Float32Array;
  readonly prices: Float32Array;
  readonly totals: Float32Array;
  readonly labels: number;
  readonly sense: number;
  readonly dx: number;
  readonly dy: number;
}

/** The cheapest way to each cell and layer along one direction, added to the totals. */
function addWalk({ columns, rows, values, prices, totals, labels, sense, dx, dy }: Walk): void {
  const paths = new Float32Array(prices.length);
  const least = new Float32Array(columns * rows);
  for (let line = 0; line < rows; line++) {
    const y = sense > 0 ? line : rows - 1 - line;
    for (let step = 0; step < columns; step++) {
      const x = dx >= 0 ? step : columns - 1 - step;
      const at = y * columns + x;
      const isStart = x - dx < 0 || x - dx >= columns || y - dy < 0 || y - dy >= rows;
      const before = at - dy * columns - dx;
      const edge = isStart ? 0 : Math.abs((values[at] ?? 0) - (values[before] ?? 0));
      const change = CHANGE_AT_EDGE + CHANGE * Math.exp(-edge / EDGE);
      const from = before * labels;
      const to = at * labels;
      const floor = isStart ? 0 : (least[before] ?? 0);
      let lowest = Infinity;
      for (let label = 0; label < labels; label++) {
        const carried = isStart ? 0 : Math.min((paths[from + label] ?? 0) - floor, change);
        const path = (prices[to + label] ?? 0) + carried;
        paths[to + label] = path;
        totals[to + label] = (totals[to + label] ?? 0) + path;
        if (path < lowest) lowest = path;
      }
      least[at] = lowest;
    }
  }
}

function cheapest(totals: Float32Array, labels: number, cells: number): Uint8Array {
  const chosen = new Uint8Array(cells);
  for (let at = 0; at < cells; at++) {
    let least = Infinity;
    for (let label = 0; label < labels; label++) {
      const total = totals[at * labels + label] ?? 0;
      if (total < least) [least, chosen[at]] = [total, label];
    }
  }
  return chosen;
}
