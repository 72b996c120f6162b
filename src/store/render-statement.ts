import { StoreError } from './store.js';
import { NOW, type SqlValue, type Statement } from './statement.js';

/** How one database writes what differs: the place of a bound value, and its own time. */
export interface Dialect {
  /** Answers with what stands for the `ordinal`th bound value, counted from 1. */
  place(ordinal: number): string;
  /** The text that stands for {@link NOW}; `undefined`: the time is bound like any value. */
  readonly now: string | undefined;
}

/** A statement as a database takes it: its text, and the values in the order of their places. */
export interface RenderedStatement {
  readonly text: string;
  readonly values: readonly SqlValue[];
}

/** Writes a statement and those within it as one text. `nowMs` is bound where the dialect has no text for the time. */
export function renderStatement(statement: Statement, dialect: Dialect, nowMs: number): RenderedStatement {
  const values: SqlValue[] = [];
  const write = ({ parts, values: given }: Statement): string => {
    let text = parts[0] ?? '';
    for (let index = 0; index < given.length; index += 1) {
      text += writeValue(given[index] ?? null) + (parts[index + 1] ?? '');
    }
    return text;
  };
  const writeValue = (value: Statement['values'][number]): string => {
    if (value === NOW) {
      if (dialect.now !== undefined) return dialect.now;
      values.push(nowMs);
    } else if (isStatement(value)) {
      return write(value);
    } else {
      values.push(checkedValue(value));
    }
    return dialect.place(values.length);
  };
  return { text: write(statement), values };
}

/** Whether a statement holds no other: its text then depends on nothing but its `parts`. */
export function isFlat({ values }: Statement): boolean {
  return !values.some(isStatement);
}

/**
 * Passes on what a column can hold and refuses the rest, on both databases alike: fractions (every number of ours counts something),
 * whole numbers that JavaScript has rounded, and whatever slipped past the compiler, such as `true` (libsql would abort the process).
 * @throws TypeError
 */
export function checkedValue(value: SqlValue): SqlValue {
  if (typeof value === 'string' || value === null) return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
  throw new TypeError(`a bound value is ${describeValue(value)}; bind text, null or a whole number below 2^53`);
}

/**
 * Passes on a number that a database answered with, unless it is a whole number that JavaScript has rounded by now.
 * @throws StoreError `broken`
 */
export function checkedWhole(value: number): number {
  if (!Number.isInteger(value) || Number.isSafeInteger(value)) return value;
  throw new StoreError(
    'broken',
    `a column holds a whole number beyond 2^53 (near ${value}); select it as text (CAST … AS TEXT)`,
  );
}

function describeValue(value: unknown): string {
  return typeof value === 'number' ? `the number ${value}` : `of type ${typeof value}`;
}

function isStatement(value: Statement['values'][number]): value is Statement {
  return typeof value === 'object' && value !== null;
}
