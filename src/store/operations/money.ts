import { sayUsd } from '../../contract/money.js';
import { NOW, type Operation, type Row, sql } from '../statement.js';
import { type MoneyCounter, countersOf } from './money-counters.js';

/** What a render may cost, and whose money it is. Amounts are whole micro-dollars. */
export interface MoneyAsk {
  readonly accountId: string;
  readonly keyId: string;
  /** The most it may cost; 0 where nobody knows a price. */
  readonly microUsd: number;
  /** The task it is for; absent: it has had no attempt yet. */
  readonly taskId?: string;
  /** What all attempts of the task together may cost; absent: the task has no budget. */
  readonly taskBudgetMicroUsd?: number;
  /** Nobody knows a price: it may cost anything, so that every cap and every budget there is counts as full. Absent: a price is known. */
  readonly isUnpriced?: boolean;
}

/** {@link MoneyAsk} of an attempt that is about to be sent. */
export interface Reservation extends MoneyAsk {
  readonly attemptId: string;
  readonly taskId: string;
  /** The catalogue's id. */
  readonly model: string;
  readonly provider: string;
  /** Where the price is from, and of when: one short line. */
  readonly basis: string;
}

/** A cap that a render would pass. Only `of: 'task'` has no counter of its own: its attempts are added up. */
export interface OverCap {
  readonly of: 'task' | MoneyCounter['of'];
  readonly capMicroUsd: number;
  readonly heldMicroUsd: number;
  readonly spentMicroUsd: number;
  readonly askedMicroUsd: number;
  /** When the period ends, and the cap has room again by itself; absent: never. */
  readonly freesAtMs?: number;
  /** What is full, with the figures, and what to do. */
  readonly say: string;
}

/** What became of the money of an attempt. */
export type MoneyEnd =
  /** It cost this much, which may be more than was held: the truth is written. */
  | { readonly kind: 'settle'; readonly microUsd: number; readonly basis: string }
  /** It is billed, and nobody says how much: what was held is the best that is known, and no doubt is left. */
  | { readonly kind: 'charged' }
  /** It cost nothing, which is proven. */
  | { readonly kind: 'release' }
  /** Nobody knows: what was held counts as spent until somebody does. */
  | { readonly kind: 'uncertain' };

/** Stands for a cap where there is none: more than nine thousand million dollars. */
const NO_CAP = Number.MAX_SAFE_INTEGER;

/**
 * Holds money for an attempt, in the transaction that opens it: every counter it falls under moves, or none does. A counter is moved by
 * one statement that compares it with its cap, so that of two nodes at once only one passes where there is room for one. Counters are
 * kept without a cap too: one that is set at noon counts the morning. Call it after the row of the task is locked (its attempts are
 * added up) and last among locks, for counters are shared by all tasks of an account. A second time for the same attempt does nothing.
 */
export function* reserve(
  ask: Reservation,
): Operation<{ readonly kind: 'reserved' } | { readonly kind: 'over'; readonly cap: OverCap }> {
  const { attemptId, accountId, microUsd } = ask;
  const [known] = yield sql`SELECT id FROM ledger WHERE attempt_id = ${attemptId} AND kind = 'reserve'`;
  if (known !== undefined) return { kind: 'reserved' };
  for (;;) {
    const counters = yield* countersNow(ask);
    const cap = yield* findOver(ask, counters);
    if (cap !== undefined) return { kind: 'over', cap };
    if (!(yield* moveAll(accountId, counters, microUsd))) continue;
    yield* writeEntry({ ...ask, kind: 'reserve', scopes: counters.map(({ scope }) => scope) });
    return { kind: 'reserved' };
  }
}

/** Moves every counter or none. `false`: since it was looked at, others have filled one, which stays locked: it can be looked at again. */
function* moveAll(accountId: string, [first, second, third]: CappedCounters, microUsd: number): Operation<boolean> {
  const moved = yield sql`
    INSERT INTO budgets (scope, account_id, held, spent)
    VALUES (${first.scope}, ${accountId}, CAST(${microUsd} AS BIGINT), 0),
      (${second.scope}, ${accountId}, CAST(${microUsd} AS BIGINT), 0),
      (${third.scope}, ${accountId}, CAST(${microUsd} AS BIGINT), 0)
    ON CONFLICT (scope) DO UPDATE SET held = budgets.held + excluded.held
      WHERE budgets.held + budgets.spent + excluded.held <= CASE budgets.scope
        WHEN ${first.scope} THEN CAST(${first.capMicroUsd} AS BIGINT)
        WHEN ${second.scope} THEN CAST(${second.capMicroUsd} AS BIGINT)
        ELSE CAST(${third.capMicroUsd} AS BIGINT) END
    RETURNING scope`;
  if (moved.length === 3) return true;
  // Nobody has seen what was moved.
  for (const { scope } of moved) {
    yield sql`UPDATE budgets SET held = held - CAST(${microUsd} AS BIGINT) WHERE scope = ${String(scope)}`;
  }
  return false;
}

/** The first cap that such a render would pass, as things are; holds nothing, and promises nothing. */
export function* findOverCap(ask: MoneyAsk): Operation<OverCap | undefined> {
  return yield* findOver(ask, yield* countersNow(ask));
}

function* findOver(ask: MoneyAsk, counters: CappedCounters): Operation<OverCap | undefined> {
  const { microUsd, taskId, taskBudgetMicroUsd, isUnpriced = false } = ask;
  const isOver = ({ capMicroUsd, heldMicroUsd, spentMicroUsd }: Stand): boolean =>
    isUnpriced || heldMicroUsd + spentMicroUsd + microUsd > capMicroUsd;
  if (taskBudgetMicroUsd !== undefined) {
    const stand = { capMicroUsd: taskBudgetMicroUsd, ...(taskId === undefined ? NOTHING : yield* sumOfTask(taskId)) };
    const told = { name: "The task's budget", todo: 'Give it a larger budget_usd.' };
    if (isOver(stand)) return { of: 'task', ...stand, askedMicroUsd: microUsd, say: sayOver(told, stand, ask) };
  }
  for (const counter of counters) {
    const { of, scope, capMicroUsd, freesAtMs } = counter;
    if (capMicroUsd === NO_CAP) continue;
    const [row] = yield sql`SELECT held, spent FROM budgets WHERE scope = ${scope}`;
    const stand = {
      capMicroUsd,
      heldMicroUsd: Number(row?.['held'] ?? 0),
      spentMicroUsd: Number(row?.['spent'] ?? 0),
    };
    if (!isOver(stand)) continue;
    const frees = freesAtMs === undefined || isUnpriced ? {} : { freesAtMs };
    return { of, ...stand, askedMicroUsd: microUsd, ...frees, say: sayOver(counter, stand, ask) };
  }
  return undefined;
}

/**
 * Writes what became of an attempt's money, in the transaction that ends it. The counters that were moved when it was held are moved
 * now, whatever day it is. Written once: a second end of the same kind changes nothing, and only these follow another: a proven cost after
 * a release, and a proven cost or a release after `uncertain`, as a correction. Of an attempt for which nothing was held, nothing is written.
 */
export function* settleMoney(attemptId: string, end: MoneyEnd): Operation<void> {
  // Locks the entry: of two ends at once the second sees what the first wrote.
  const [row] = yield sql`
    UPDATE ledger SET kind = kind WHERE attempt_id = ${attemptId} AND kind = 'reserve' RETURNING ${ENTRY_COLUMNS}`;
  if (row === undefined) return;
  const reserved = toEntry(row);
  const rows = yield sql`SELECT kind, micro_usd FROM ledger WHERE attempt_id = ${attemptId} AND kind <> 'reserve'`;
  const written = new Map(rows.map((one) => [String(one['kind']), Number(one['micro_usd'])]));
  const next = nextEntry(reserved, written, end);
  if (next === undefined) return;
  yield* writeEntry({ ...reserved, ...next });
  for (const scope of reserved.scopes) {
    yield sql`
      UPDATE budgets SET held = held - CAST(${next.freedMicroUsd} AS BIGINT), spent = spent + CAST(${next.spentMicroUsd} AS BIGINT)
      WHERE scope = ${scope}`;
  }
}

interface NextEntry {
  readonly kind: 'settle' | 'release' | 'uncertain' | 'correction';
  readonly microUsd: number;
  readonly basis: string;
  readonly freedMicroUsd: number;
  readonly spentMicroUsd: number;
}

/** What an end adds to what is written; `undefined`: nothing. */
function nextEntry(reserved: Entry, written: ReadonlyMap<string, number>, told: MoneyEnd): NextEntry | undefined {
  const held = reserved.microUsd;
  const asHeld = { kind: 'settle', microUsd: held, basis: `as estimated: ${reserved.basis}` } as const;
  const end = told.kind === 'charged' ? asHeld : told;
  const basis = end.kind === 'settle' ? end.basis : reserved.basis;
  const costs = end.kind === 'settle' ? end.microUsd : 0;
  if (written.size === 0) {
    if (end.kind === 'settle')
      return { kind: 'settle', microUsd: costs, basis, freedMicroUsd: held, spentMicroUsd: costs };
    const spent = end.kind === 'uncertain' ? held : 0;
    return { kind: end.kind, microUsd: held, basis, freedMicroUsd: held, spentMicroUsd: spent };
  }
  if (written.has('settle') || written.has('correction') || end.kind === 'uncertain') return undefined;
  const uncertain = written.get('uncertain');
  if (uncertain !== undefined) {
    const more = costs - uncertain;
    return { kind: 'correction', microUsd: more, basis, freedMicroUsd: 0, spentMicroUsd: more };
  }
  return end.kind === 'settle'
    ? { kind: 'settle', microUsd: costs, basis, freedMicroUsd: 0, spentMicroUsd: costs }
    : undefined;
}

/** What the attempts of a task have cost, and what is held for them. */
function* sumOfTask(taskId: string): Operation<Omit<Stand, 'capMicroUsd'>> {
  const rows = yield sql`SELECT attempt_id, kind, micro_usd FROM ledger WHERE task_id = ${taskId}`;
  const ended = new Set(rows.filter(({ kind }) => kind !== 'reserve').map((row) => row['attempt_id']));
  const sum = (of: (row: Row) => boolean) =>
    rows.filter(of).reduce((total, row) => total + Number(row['micro_usd']), 0);
  return {
    heldMicroUsd: sum((row) => row['kind'] === 'reserve' && !ended.has(row['attempt_id'] ?? '')),
    spentMicroUsd: sum(({ kind }) => kind !== 'reserve' && kind !== 'release'),
  };
}

interface CappedCounter extends MoneyCounter {
  readonly capMicroUsd: number;
}

type CappedCounters = readonly [CappedCounter, CappedCounter, CappedCounter];

/** The counters a render of now falls under, each with its cap, in the one order in which they are locked. */
function* countersNow({ accountId, keyId }: Pick<MoneyAsk, 'accountId' | 'keyId'>): Operation<CappedCounters> {
  const rows = yield sql`
    SELECT ${NOW} AS now_ms, subject, period, micro_usd FROM (SELECT 1 AS one) AS always
    LEFT JOIN caps ON account_id = ${accountId} AND subject IN ('account', ${`key:${keyId}`})`;
  const [day, month, key] = countersOf({ accountId, keyId }, Number(rows[0]?.['now_ms']));
  const capped = (counter: MoneyCounter) => {
    const cap = rows.find((row) => row['subject'] === counter.subject && row['period'] === counter.period);
    return { ...counter, capMicroUsd: cap === undefined ? NO_CAP : Number(cap['micro_usd']) };
  };
  return [capped(day), capped(month), capped(key)];
}

type Stand = Pick<OverCap, 'capMicroUsd' | 'heldMicroUsd' | 'spentMicroUsd'>;

const NOTHING = { heldMicroUsd: 0, spentMicroUsd: 0 };

function sayOver(
  { name, todo }: Pick<MoneyCounter, 'name' | 'todo'>,
  { capMicroUsd, heldMicroUsd, spentMicroUsd }: Stand,
  { microUsd, isUnpriced = false }: MoneyAsk,
): string {
  const cap = `${name} of ${sayUsd(capMicroUsd)}`;
  if (isUnpriced) {
    return (
      `${cap} cannot hold a render of which nobody knows the price. ` +
      'Say what it costs in the file that FIRSTFRAME_PRICES names, or ask without a cap and a budget.'
    );
  }
  return (
    `${cap} has no room for a render of up to ${sayUsd(microUsd)}: ${sayUsd(spentMicroUsd)} is spent ` +
    `and ${sayUsd(heldMicroUsd)} held for renders under way. ${todo}`
  );
}

interface Entry extends Pick<
  Reservation,
  'accountId' | 'keyId' | 'taskId' | 'attemptId' | 'model' | 'provider' | 'microUsd' | 'basis'
> {
  readonly kind: 'reserve' | NextEntry['kind'];
  readonly scopes: readonly string[];
}

function* writeEntry(entry: Entry): Operation<void> {
  const { accountId, keyId, taskId, attemptId, model, provider, kind, microUsd, basis, scopes } = entry;
  yield sql`
    INSERT INTO ledger (${ENTRY_COLUMNS}, id, at)
    VALUES (${accountId}, ${keyId}, ${taskId}, ${attemptId}, ${model}, ${provider}, ${kind}, ${microUsd}, ${basis},
      ${JSON.stringify(scopes)}, ${`${attemptId}:${kind}`}, ${NOW})`;
}

const ENTRY_COLUMNS = sql`account_id, key_id, task_id, attempt_id, model, provider, kind, micro_usd, basis, scopes`;

function toEntry(row: Row): Entry {
  return {
    accountId: String(row['account_id']),
    keyId: String(row['key_id']),
    taskId: String(row['task_id']),
    attemptId: String(row['attempt_id']),
    model: String(row['model']),
    provider: String(row['provider']),
    kind: row['kind'] as Entry['kind'],
    microUsd: Number(row['micro_usd']),
    basis: String(row['basis']),
    scopes: JSON.parse(String(row['scopes'])) as string[],
  };
}
