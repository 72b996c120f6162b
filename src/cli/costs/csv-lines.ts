/**
 * A table as RFC 4180 has it: CRLF after every line, quotes where a cell needs them. A text that a spreadsheet would take for a formula
 * gets an apostrophe before it; numbers are written as they are.
 */
export function csvLines(headings: readonly string[], rows: readonly (readonly (string | number)[])[]): string {
  return [headings, ...rows].map((row) => `${row.map(toCell).join(',')}\r\n`).join('');
}

function toCell(value: string | number): string {
  const text = typeof value === 'number' ? String(value) : value.replace(/^(?=[=+\-@\t\r\n])/, "'");
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
