import Database from 'libsql';
import { chmodSync, closeSync, openSync } from 'node:fs';
import path from 'node:path';
import { checkedValue, checkedWhole, isFlat, renderStatement } from '../render-statement.js';
import { NOW, type Row, type SqlValue, type Statement } from '../statement.js';

/** How a connection is opened. */
export interface ConnectionOptions {
  readonly path: string;
  /** Called with the text of each statement just before it runs, BEGIN and COMMIT among them. */
  readonly onStatement?: ((text: string) => void) | undefined;
}

/** Statements made of parts are kept by their text; there are fewer forms than this, and a bug shall not fill the memory. */
const TEXTS_MAX = 500;

/**
 * WAL with FULL: a COMMIT that returned is on the disk. The WAL file shrinks again after a burst. `trusted_schema`: a file that
 * somebody else prepared cannot call functions by its schema.
 */
const SETTINGS = [
  'PRAGMA synchronous = FULL',
  'PRAGMA journal_size_limit = 67108864',
  'PRAGMA temp_store = MEMORY',
  'PRAGMA trusted_schema = OFF',
];

/** A statement that SQLite has compiled. */
interface Prepared {
  run(values: readonly unknown[]): readonly Row[];
}

/**
 * The one connection to an SQLite file, driven synchronously.
 *
 * libsql 0.5.29 has three traps that are dealt with here and nowhere else: numbers are bound as REAL (so they are given as BigInt);
 * `get` runs a statement that returns rows twice (so `all` is used); and `close` leaves the file open as long as a statement
 * was ever prepared (so the end of a connection is the end of its process, and {@link close} leaves nothing pending).
 */
export class SqliteConnection {
  readonly #database: Database.Database;
  readonly #onStatement: ((text: string) => void) | undefined;
  readonly #flat = new WeakMap<readonly string[], Prepared>();
  readonly #byText = new Map<string, Prepared>();

  constructor({ path: file, onStatement }: ConnectionOptions) {
    const absolute = path.resolve(file);
    // SQLite would create it for everyone to read; its WAL takes its mode from it.
    closeSync(openSync(absolute, 'a', 0o600));
    chmodSync(absolute, 0o600);
    this.#database = new Database(absolute);
    this.#onStatement = onStatement;
    const [mode] = this.#database.prepare('PRAGMA journal_mode = WAL').all() as readonly Row[];
    if (mode?.['journal_mode'] !== 'wal') throw new Error(`${absolute} is on a file system that has no WAL`);
    for (const setting of SETTINGS) this.#database.exec(setting);
  }

  /** Whether a transaction is open. SQLite ends one by itself on some errors. */
  get inTransaction(): boolean {
    return this.#database.inTransaction;
  }

  /** Runs SQL without values and rows, such as BEGIN. */
  execute(text: string): void {
    this.#onStatement?.(text);
    this.#database.exec(text);
  }

  /** Runs a statement and answers with its rows; `nowMs` is what `NOW` means in it. */
  run(statement: Statement, nowMs: number): readonly Row[] {
    if (!isFlat(statement)) {
      const { text, values } = renderStatement(statement, { place: () => '?', now: undefined }, nowMs);
      return this.#prepareText(text).run(values.map(toBound));
    }
    let prepared = this.#flat.get(statement.parts);
    if (prepared === undefined) {
      prepared = this.#prepare(statement.parts.join('?'));
      this.#flat.set(statement.parts, prepared);
    }
    const values = statement.values as readonly (SqlValue | typeof NOW)[];
    return prepared.run(values.map((value) => toBound(value === NOW ? nowMs : checkedValue(value))));
  }

  /** Empties the WAL into the file and closes. */
  close(): void {
    if (!this.#database.open) return;
    try {
      this.#database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch {
      // No loss (a full disk, most likely): the WAL is part of the database and is read when it is opened next.
    }
    this.#byText.clear();
    this.#database.close();
  }

  #prepareText(text: string): Prepared {
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    const prepared = this.#prepare(text);
    const [oldest] = this.#byText.keys();
    if (this.#byText.size >= TEXTS_MAX && oldest !== undefined) this.#byText.delete(oldest);
    this.#byText.set(text, prepared);
    return prepared;
  }

  #prepare(text: string): Prepared {
    const statement = this.#database.prepare(text);
    const returnsRows = statement.reader;
    return {
      run: (values) => {
        this.#onStatement?.(text);
        if (returnsRows) return statement.all(values).map(checkedRow);
        statement.run(values);
        return NO_ROWS;
      },
    };
  }
}

const NO_ROWS: readonly Row[] = [];

function toBound(value: SqlValue): string | bigint | null {
  return typeof value === 'number' ? BigInt(value) : value;
}

function checkedRow(row: unknown): Row {
  const checked = row as Row;
  for (const column in checked) {
    const value = checked[column];
    if (typeof value === 'number') checkedWhole(value);
  }
  return checked;
}
