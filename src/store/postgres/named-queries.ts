import { createHash } from 'node:crypto';
import type { ClientBase } from 'pg';
import { renderStatement, type RenderedStatement } from '../render-statement.js';
import type { Row, Statement } from '../statement.js';
import { isNameLost } from './postgres-failure.js';

/** Postgres's `now()` is the start of the transaction, and stable, so that an index serves a comparison with it. */
const DIALECT = {
  place: (ordinal: number) => `$${ordinal}`,
  now: `(floor(extract(epoch FROM now()) * 1000)::bigint)`,
};

/** Writes a statement for Postgres. */
export function renderForPostgres(statement: Statement): RenderedStatement {
  return renderStatement(statement, DIALECT, 0);
}

/** Thrown when a name was lost: nothing ran, and what was under way has to be begun again, from now on without names. */
export class NamesLostError extends Error {}

/**
 * Sends statements under names, so that each connection parses and plans a statement once. The name is the hash of the text: behind a
 * pooler in transaction mode another client's statement of that name is the same statement, and never a different one. Where
 * the pooler does not carry names over (PgBouncer before 1.21, or with `max_prepared_statements = 0`) the server refuses before
 * anything runs; names are then given up for good.
 */
export class NamedQueries {
  #named = true;
  readonly #names = new Map<string, string>();

  /**
   * Runs a statement on a connection.
   * @throws NamesLostError as above; else what pg throws
   */
  async send(client: ClientBase, { text, values }: RenderedStatement): Promise<readonly Row[]> {
    if (!this.#named) return (await client.query<Row>(text, [...values])).rows;
    try {
      return (await client.query<Row>({ name: this.#nameOf(text), text, values: [...values] })).rows;
    } catch (error) {
      if (!isNameLost(error)) throw error;
      this.#named = false;
      throw new NamesLostError('named statements do not survive between transactions here', { cause: error });
    }
  }

  #nameOf(text: string): string {
    let name = this.#names.get(text);
    if (name === undefined) {
      name = createHash('sha256').update(text).digest('base64url');
      this.#names.set(text, name);
    }
    return name;
  }
}
