/** A pivot this much smaller than its diagonal was: the equations do not say enough. */
const PIVOT_MIN = 1e-10;

/**
 * Solves `matrix · x = right` for a symmetric positive matrix (its lower half, row by row, is read and overwritten), by LDLᵀ. Undefined
 * where the equations do not decide the answer.
 */
export function solveSymmetric(matrix: Float64Array, right: Float64Array): Float64Array | undefined {
  const size = right.length;
  const at = (row: number, column: number): number => matrix[row * size + column] ?? 0;
  for (let column = 0; column < size; column++) {
    let pivot = at(column, column);
    const before = pivot;
    for (let k = 0; k < column; k++) pivot -= at(column, k) ** 2 * at(k, k);
    if (!(pivot > PIVOT_MIN * before)) return undefined;
    matrix[column * size + column] = pivot;
    for (let row = column + 1; row < size; row++) {
      let value = at(row, column);
      for (let k = 0; k < column; k++) value -= at(row, k) * at(column, k) * at(k, k);
      matrix[row * size + column] = value / pivot;
    }
  }
  const solved = right.slice();
  for (let row = 0; row < size; row++) {
    for (let k = 0; k < row; k++) solved[row] = (solved[row] ?? 0) - at(row, k) * (solved[k] ?? 0);
  }
  for (let row = size - 1; row >= 0; row--) {
    solved[row] = (solved[row] ?? 0) / at(row, row);
    for (let k = row + 1; k < size; k++) solved[row] = (solved[row] ?? 0) - at(k, row) * (solved[k] ?? 0);
  }
  return solved;
}
