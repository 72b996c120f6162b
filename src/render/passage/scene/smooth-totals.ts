import type { LumaPlane } from '../luma-plane.js';

/** What it costs to go from one cell to the next. */
export interface ChangePrices {
  /** To another choice, across an edge of the picture. */
  readonly atEdge: number;
  /** What it costs more where the picture is even. */
  readonly more: number;
  /** The step of brightness at which an edge counts as one. */
  readonly edge: number;
  /** To the choice next to this one in the row of choices; Infinity where they have no order. */
  readonly next: number;
}

/** Prices are counted in whole parts of this many to one: twice as fast, and finer than any picture is. */
const PARTS = 64;
/** The most that a choice can cost: with eight ways and their changes of at most 24, a total is still below 2^16 parts. */
const PRICE_MAX = 100;
/** What no sum of prices comes to. */
const ENDLESS = 2 ** 24;

/**
 * What each choice costs a cell with all that it asks of the others (H. Hirschmüller: Stereo Processing by Semiglobal Matching, 2008; eight
 * directions). `prices` holds, cell by cell, the price of each of `choices`, 0 to 100; so does the answer, in sixty-fourths.
 */
export function smoothTotals(
  { columns, rows, values }: LumaPlane,
  prices: Float32Array,
  choices: number,
  changes: ChangePrices,
): Uint16Array {
  const parts = inParts(prices);
  const totals = new Uint16Array(prices.length);
  const next = Math.min(ENDLESS, Math.round(changes.next * PARTS));
  const changeAt = Int32Array.from({ length: 256 }, (_, step) =>
    Math.round(PARTS * (changes.atEdge + changes.more * Math.exp(-step / changes.edge))),
  );
  // A choice more at each end that costs too much for anybody: so none has to ask whether it has neighbours.
  const width = choices + 2;
  const lines = [0, 1].map(() => new Int32Array(columns * width).fill(ENDLESS));
  const leasts = [new Int32Array(columns), new Int32Array(columns)];

  /** Begins a path at a cell; answers with its least. */
  const begin = (at: number, target: Int32Array, to: number): number => {
    let least = ENDLESS;
    for (let choice = 0, cell = at * choices, place = to + 1; choice < choices; choice++, cell++, place++) {
      const path = parts[cell]!;
      target[place] = path;
      totals[cell] = totals[cell]! + path;
      if (path < least) least = path;
    }
    return least;
  };

  /** Goes on to a cell from the one before it (at `from` in `source`, its least being `floor`); answers with the least of its paths. */
  const goOn = (
    at: number,
    before: number,
    source: Int32Array,
    from: number,
    floor: number,
    target: Int32Array,
    to: number,
  ): number => {
    const difference = values[at]! - values[before]!;
    const change = changeAt[Math.min(255, difference < 0 ? -difference | 0 : difference | 0)]!;
    let least = ENDLESS;
    let lower = ENDLESS;
    let same = source[from + 1]! - floor;
    for (let choice = 0, cell = at * choices, place = 1; choice < choices; choice++, cell++, place++) {
      const upper = source[from + place + 1]! - floor;
      const beside = (lower < upper ? lower : upper) + next;
      let path = beside < same ? beside : same;
      if (change < path) path = change;
      path += parts[cell]!;
      target[to + place] = path;
      totals[cell] = totals[cell]! + path;
      if (path < least) least = path;
      lower = same;
      same = upper;
    }
    return least;
  };

  for (const down of [1, -1]) {
    for (const right of [0, 1, -1]) {
      for (let line = 0; line < rows; line++) {
        const row = down > 0 ? line : rows - 1 - line;
        const now = line & 1;
        const [source, target] = [lines[1 - now]!, lines[now]!];
        const [floors, least] = [leasts[1 - now]!, leasts[now]!];
        for (let column = 0; column < columns; column++) {
          const at = row * columns + column;
          const from = column - right;
          const to = column * width;
          if (line === 0 || from < 0 || from >= columns) {
            least[column] = begin(at, target, to);
          } else {
            const before = (row - down) * columns + from;
            least[column] = goOn(at, before, source, from * width, floors[from]!, target, to);
          }
        }
      }
    }
  }
  const line = lines[0]!;
  const least = leasts[0]!;
  for (const right of [1, -1]) {
    for (let row = 0; row < rows; row++) {
      for (let step = 0; step < columns; step++) {
        const column = right > 0 ? step : columns - 1 - step;
        const at = row * columns + column;
        const [from, to] = [column - right, column * width];
        if (step === 0) least[column] = begin(at, line, to);
        else least[column] = goOn(at, at - right, line, from * width, least[from]!, line, to);
      }
    }
  }
  return totals;
}

function inParts(prices: Float32Array): Uint16Array {
  const parts = new Uint16Array(prices.length);
  for (let at = 0; at < parts.length; at++) parts[at] = Math.min(PRICE_MAX, prices[at]!) * PARTS + 0.5;
  return parts;
}
