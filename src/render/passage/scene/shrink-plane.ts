import { aspectOf, type Grid, type LumaPlane, sampleAt } from '../luma-plane.js';

/**
 * A plane with so many rows; its cells stay square and keep their places in the frame, for whatever rows there were. Each is the mean of
 * four samples, which is enough for half as many rows.
 */
export function shrinkPlane(plane: LumaPlane, rows: number): LumaPlane {
  const columns = Math.round(rows * aspectOf(plane));
  const values = new Float32Array(columns * rows);
  const scale = plane.rows / rows;
  const [midX, midY] = [plane.columns / 2 - 0.5, plane.rows / 2 - 0.5];
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      const x = (column + 0.5 - columns / 2) * scale + midX;
      const y = (row + 0.5 - rows / 2) * scale + midY;
      let sum = 0;
      for (const down of [-scale / 4, scale / 4]) {
        for (const right of [-scale / 4, scale / 4]) {
          sum += sampleAt(plane.values, plane.columns, plane.rows, x + right, y + down);
        }
      }
      values[at] = sum / 4;
    }
  }
  return { columns, rows, values };
}

/** Cells of a grid as cells of a finer one: two of each, at their middle and beside it. */
export function cellsOnFiner(cells: readonly number[], grid: Grid, finer: Grid): readonly number[] {
  const scale = finer.rows / grid.rows;
  return cells.flatMap((at) => {
    const x = ((at % grid.columns) + 0.5 - grid.columns / 2) * scale + finer.columns / 2;
    const y = (Math.floor(at / grid.columns) + 0.5 - grid.rows / 2) * scale + finer.rows / 2;
    const column = Math.min(finer.columns - 1, Math.max(1, Math.floor(x)));
    const row = Math.min(finer.rows - 1, Math.max(1, Math.floor(y)));
    return [row * finer.columns + column, (row - 1) * finer.columns + column - 1];
  });
}
