import type { Grid } from '../luma-plane.js';

/** The median of each cell's square of 2·reach + 1 cells: what is smaller than half of it goes, edges stay. Cells too near an edge keep theirs. */
export function medianOf(values: Float32Array, { columns, rows }: Grid, reach: number): Float32Array {
  const median = values.slice();
  const side = 2 * reach + 1;
  const square = new Float32Array(side * side);
  for (let row = reach; row < rows - reach; row++) {
    for (let column = reach; column < columns - reach; column++) {
      for (let line = 0; line < side; line++) {
        const from = (row - reach + line) * columns + column - reach;
        for (let along = 0; along < side; along++) square[line * side + along] = values[from + along]!;
      }
      square.sort();
      median[row * columns + column] = square[square.length >> 1]!;
    }
  }
  return median;
}
