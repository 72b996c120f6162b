/** What a column holds. Times are ms since 1970, truths are 0 and 1, JSON is text. */
export type SqlValue = string | number | null;

/** One row, by column; whole numbers arrive as numbers from every database. */
export type Row = Readonly<Record<string, SqlValue>>;

/**
 * A piece of SQL that runs on SQLite and on Postgres. `parts` is the text around the values; a value may be another statement, which
 * is written in its place, or {@link NOW}.
 */
export interface Statement {
  readonly kind: 'sql';
  readonly parts: readonly string[];
  readonly values: readonly (SqlValue | Statement | typeof NOW)[];
}

/** The database's own time, in ms since 1970: every lease and every deadline is measured by it. One value within a transaction. */
export const NOW = Symbol('database time');

/** A hint to whoever waits for `topic`, sent when, and only when, the transaction is committed. Hints may be lost; rows are not. */
export interface Wake {
  readonly kind: 'wake';
  readonly topic: string;
}

/**
 * A named operation, written once: it yields statements and is given the rows each returned. It runs in one transaction, and may run
 * again from its beginning, so it does nothing but yield and compute.
 */
export type Operation<Result> = Generator<Statement | Wake, Result, readonly Row[]>;

/**
 * Writes a statement. Values are bound, never pasted.
 *
 * ```ts
 * const rows = yield sql`SELECT id FROM tasks WHERE lane = ${lane} AND due_at <= ${NOW}`;
 * ```
 */
export function sql(parts: TemplateStringsArray, ...values: Statement['values']): Statement {
  return { kind: 'sql', parts, values };
}

/** A hint for `topic`, to be yielded; see {@link Wake}. */
export function wake(topic: string): Wake {
  return { kind: 'wake', topic };
}
