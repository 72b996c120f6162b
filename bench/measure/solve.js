/**
 * Solves a small system of linear equations by elimination with pivots.
 * @param {readonly (readonly number[])[]} equations one row each, the right-hand side last; left as it is
 * @returns {number[]} not finite where the equations say the same twice
 */
export function solve(equations) {
  const rows = equations.map((row) => [...row]);
  const size = rows.length;
  for (let p = 0; p < size; p++) {
    const rest = rows.slice(p);
    const best = rest.reduce((found, row) => (Math.abs(row[p] ?? 0) > Math.abs(found[p] ?? 0) ? row : found));
    rows[rows.indexOf(best)] = /** @type {number[]} */ (rows[p]);
    rows[p] = best;
    for (const row of rows) {
      if (row === best) continue;
      const factor = (row[p] ?? 0) / (best[p] ?? 0);
      for (let c = p; c <= size; c++) row[c] = (row[c] ?? 0) - factor * (best[c] ?? 0);
    }
  }
  return rows.map((row, p) => (row[size] ?? 0) / (row[p] ?? 0));
}
