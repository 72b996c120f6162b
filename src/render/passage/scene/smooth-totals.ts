import { boxMean, type LumaPlane } from '../luma-plane.js';

/** The mean of a square of nine that are all held; one that is not makes it 8/9. */
const ALL_HELD = 0.95;

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

/**
 * What each choice costs a cell with all that it asks of the others (H. Hirschmüller: Stereo Processing by Semiglobal Matching, 2008; eight
 * directions). `prices` holds, cell by cell, the price of each of `choices`; so does the answer. Cells that are `held` (1) tell the others what
 * they cost and take nothing from them; what is answered for them says nothing.
 */
export function smoothTotals(
  { columns, rows, values }: LumaPlane,
  prices: Float32Array,
  choices: number,
  changes: ChangePrices,
  held?: Uint8Array,
): Float32Array {
  const totals = new Float32Array(prices.length);
  const changeAt = Float32Array.from(
    { length: 256 },
    (_, step) => changes.atEdge + changes.more * Math.exp(-step / changes.edge),
  );
  const lines = [new Float32Array(columns * choices), new Float32Array(columns * choices)] as const;
  const leasts = [new Float32Array(columns), new Float32Array(columns)] as const;
  const last = choices - 1;
  // Nobody asks a held cell among held ones.
  const asked = held === undefined ? undefined : boxMean(Float32Array.from(held), { columns, rows }, 1);
  const isIdle = (at: number): boolean => asked !== undefined && asked[at]! > ALL_HELD;

  /** Goes on to a cell from the one before it (at `from` in `source`), or begins there; answers with the least of its paths. */
  const stepTo = (
    at: number,
    before: number,
    source: Float32Array,
    from: number,
    floor: number,
    target: Float32Array,
    to: number,
  ): number => {
    const cell = at * choices;
    let least = Infinity;
    if (before < 0) {
      for (let choice = 0; choice < choices; choice++) {
        const path = prices[cell + choice]!;
        target[to + choice] = path;
        totals[cell + choice]! += path;
        if (path < least) least = path;
      }
      return least;
    }
    const change = floor + changeAt[Math.min(255, Math.floor(Math.abs(values[at]! - values[before]!)))]!;
    let lower = Infinity;
    let same = source[from]!;
    for (let choice = 0; choice < choices; choice++) {
      const upper = choice < last ? source[from + choice + 1]! : Infinity;
      const beside = (lower < upper ? lower : upper) + changes.next;
      let path = beside < same ? beside : same;
      if (change < path) path = change;
      path += prices[cell + choice]! - floor;
      target[to + choice] = path;
      totals[cell + choice]! += path;
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
          const from = column - right;
          if (isIdle(row * columns + column)) continue;
          const isStart = line === 0 || from < 0 || from >= columns || held?.[row * columns + column] === 1;
          const before = isStart ? -1 : (row - down) * columns + from;
          const floor = isStart ? 0 : floors[from]!;
          least[column] = stepTo(
            row * columns + column,
            before,
            source,
            from * choices,
            floor,
            target,
            column * choices,
          );
        }
      }
    }
  }
  const [line] = lines;
  const [least] = leasts;
  for (const right of [1, -1]) {
    for (let row = 0; row < rows; row++) {
      for (let step = 0; step < columns; step++) {
        const column = right > 0 ? step : columns - 1 - step;
        const at = row * columns + column;
        if (isIdle(at)) continue;
        const from = column - right;
        const isStart = step === 0 || held?.[at] === 1;
        const floor = isStart ? 0 : least[from]!;
        least[column] = stepTo(at, isStart ? -1 : at - right, line, from * choices, floor, line, column * choices);
      }
    }
  }
  return totals;
}
