import { printable } from './printable.js';

/** Rows under their headings, columns lined up; what a stranger wrote is made safe for a terminal. Empty for no rows. */
export function tableLines(headings: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const cells = [headings, ...rows].map((row) => row.map(printable));
  const widths = headings.map((_heading, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lineOf = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return cells.map((row) => `${lineOf(row)}\n`).join('');
}

/** Unix seconds for a person, in UTC: `2026-11-22 17:20`; `-` for what has not been. */
export function timeTold(unixSec: number | null | undefined): string {
  if (unixSec === null || unixSec === undefined || unixSec === 0) return '-';
  return new Date(unixSec * 1000).toISOString().slice(0, 16).replace('T', ' ');
}

/** What `--json` prints. */
export function jsonLines(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
