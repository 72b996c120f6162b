import { AppError } from '../../contract/errors.js';
import type { InvoiceLine } from '../../contract/reconciliation.js';

const COLUMNS = {
  handle: ['id', 'handle', 'task_id', 'taskid', 'task id', 'task', 'job_id'],
  date: ['date', 'created', 'created_at', 'time', 'billing_date'],
  usd: ['amount', 'amount_usd', 'usd', 'cost', 'price', 'total'],
} as const;

/** Reads an invoice as CSV; columns are known by their headings. @throws AppError `bad_input` naming the line */
export function readInvoice(text: string): readonly InvoiceLine[] {
  const [headings = [], ...rows] = parseCsv(text.replace(/^\uFEFF/, ''));
  const place = (names: readonly string[]): number =>
    headings.findIndex((heading) => names.includes(heading.trim().toLowerCase()));
  const [handleAt, dateAt, usdAt] = [place(COLUMNS.handle), place(COLUMNS.date), place(COLUMNS.usd)];
  if (handleAt === -1 || usdAt === -1) {
    const todo = `Its first line must name the columns: one of ${COLUMNS.handle.join(', ')}, and one of ${COLUMNS.usd.join(', ')}.`;
    throw new AppError('bad_input', 'the invoice has no columns of ids and amounts', { field: '--invoice', todo });
  }
  return rows.flatMap((row, index): InvoiceLine[] => {
    const handle = row[handleAt]?.trim() ?? '';
    if (handle === '') return [];
    const amount = (row[usdAt] ?? '').trim().replace(/^\$|,(?=\d{3}\b)/g, '');
    if (!/^-?\d+(\.\d+)?$/.test(amount)) {
      const todo = 'Amounts are dollars, such as 0.75.';
      const message = `line ${index + 2} of the invoice has the amount "${row[usdAt] ?? ''}"`;
      throw new AppError('bad_input', message, { field: '--invoice', todo });
    }
    const date = row[dateAt]?.trim() ?? '';
    return [{ handle, usd: Number(amount), ...(date === '' ? {} : { date }) }];
  });
}

/** Cells of RFC 4180; quotes may hold commas and line ends. */
function parseCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  for (const [, quoted, plain = '', end] of text.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/g)) {
    row.push(quoted === undefined ? plain : quoted.replaceAll('""', '"'));
    if (end === ',') continue;
    if (row.some((cell) => cell !== '')) rows.push(row);
    row = [];
  }
  return rows;
}
