import { describe, expect, it } from 'vitest';
import { smoothTotals } from './smooth-totals.js';

const CHANGES = { atEdge: 2, more: 18, edge: 10, next: 1 };
const CHOICES = 8;

/** A plane of one brightness left of `edge` and another right of it, and each cell's price for each choice. */
function totalsOf(price: (column: number, row: number, choice: number) => number, edge = 99) {
  const [columns, rows] = [20, 12];
  const values = Float32Array.from({ length: columns * rows }, (_, at) => (at % columns < edge ? 50 : 200));
  const prices = Float32Array.from({ length: values.length * CHOICES }, (_, index) => {
    const at = Math.floor(index / CHOICES);
    return price(at % columns, Math.floor(at / columns), index % CHOICES);
  });
  const totals = smoothTotals({ columns, rows, values }, prices, CHOICES, CHANGES);
  return (column: number, row: number): readonly number[] => {
    const from = (row * columns + column) * CHOICES;
    return [...totals.subarray(from, from + CHOICES)];
  };
}

const cheapest = (totals: readonly number[]): number => totals.indexOf(Math.min(...totals));

describe('smoothTotals', () => {
  it('has a cell that differs go with its neighbours', () => {
    const at = totalsOf((column, row, choice) => (choice === (column === 9 && row === 6 ? 2 : 5) ? 0 : 4));
    expect(cheapest(at(9, 6))).toBe(5);
  });

  it('lets choices change at an edge of the picture, where cells say so', () => {
    const at = totalsOf((column, _row, choice) => (choice === (column < 10 ? 1 : 6) ? 0 : 4), 10);
    expect([8, 9, 10, 11].map((column) => cheapest(at(column, 6)))).toEqual([1, 1, 6, 6]);
  });

  it('counts a price of more than 100 as 100, and does not run over', () => {
    const at = totalsOf((_column, _row, choice) => (choice === 4 ? 0 : 1e6));
    expect(cheapest(at(10, 6))).toBe(4);
    expect(Math.max(...at(10, 6))).toBeGreaterThanOrEqual(8 * 6400);
  });
});
