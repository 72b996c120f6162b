import type { Grid } from '../luma-plane.js';

/** Islands of fewer cells than this share of the picture are chance. */
const ISLAND_MIN = 0.0007;

/** Takes the sureness (1 to 0, in place) from small islands of cells that are sure of one label. */
export function dropSpecks(sure: Uint8Array, labels: Uint8Array, { columns, rows }: Grid): void {
  const least = ISLAND_MIN * columns * rows;
  const seen = new Uint8Array(sure.length);
  for (let start = 0; start < sure.length; start++) {
    if (sure[start] !== 1 || seen[start] === 1) continue;
    const island = islandAt(start, { sure, labels, seen, columns });
    if (island.length < least) for (const at of island) sure[at] = 0;
  }
}

interface Sea extends Pick<Grid, 'columns'> {
  readonly sure: Uint8Array;
  readonly labels: Uint8Array;
  readonly seen: Uint8Array;
}

/** All sure cells of one label that hang together with a cell, side by side. */
function islandAt(start: number, { sure, labels, seen, columns }: Sea): readonly number[] {
  const island = [start];
  seen[start] = 1;
  const join = (at: number): void => {
    if (sure[at] !== 1 || seen[at] === 1 || labels[at] !== labels[start]) return;
    seen[at] = 1;
    island.push(at);
  };
  // It grows while it is gone through.
  for (const at of island) {
    const column = at % columns;
    if (column > 0) join(at - 1);
    if (column < columns - 1) join(at + 1);
    join(at - columns);
    join(at + columns);
  }
  return island;
}
