import { NOW, type Operation, type Row, sql, type Statement } from '../statement.js';

/** The receivers of an account at one scheme, host and port: what shares a fate when that host does not answer. */
export interface DeliveryTarget {
  readonly accountId: string;
  readonly origin: string;
}

/** Which callbacks a deliverer wants. */
export interface DeliveryClaimRequest {
  readonly limit: number;
  /** Most of one target, those of `busy` counted. */
  readonly perTarget: number;
  /** What the deliverer is sending by now. */
  readonly busy: readonly (DeliveryTarget & { readonly sending: number })[];
  /** New for each claim, in every process: every later write of the claimant names it. */
  readonly lease: string;
  readonly leaseMs: number;
}

/** A callback that is the claimant's to send, until its lease ends. */
export interface ClaimedDelivery extends DeliveryTarget {
  readonly id: string;
  readonly taskId: string;
  readonly url: string;
  readonly body: string;
  /** This one counted. */
  readonly tries: number;
  readonly lease: string;
}

const OPEN = sql`(state = 'pending' OR state = 'sending')`;

/** Looks past at most this many targets that are full, so that one claim has an end. */
const ROUNDS_MAX = 8;

/**
 * Takes what is due, longest due first, but for targets that have enough. A claimed row falls due again when its lease ends: what a
 * deliverer that died was sending is sent by another.
 */
export function* claimDeliveries(request: DeliveryClaimRequest): Operation<readonly ClaimedDelivery[]> {
  const chosen = yield* chooseDue(request);
  if (chosen.length === 0) return [];
  const { lease, leaseMs } = request;
  // Looked at again in the UPDATE itself: on Postgres another may have claimed them since the SELECT, and it waits for that one.
  const rows = yield sql`
    UPDATE deliveries SET state = 'sending', lease = ${lease}, due_at = ${NOW} + CAST(${leaseMs} AS BIGINT), tries = tries + 1
    WHERE id IN (${listed(chosen)}) AND due_at <= ${NOW} AND ${OPEN}
    RETURNING id, account_id, task_id, url, origin, body, tries`;
  return rows.map((row) => ({ ...toClaimed(row), lease }));
}

/** When the next one falls due, in ms from now (not below 0), full targets aside; `undefined`: none waits. */
export function* readNextDelivery({
  busy,
  perTarget,
}: Pick<DeliveryClaimRequest, 'busy' | 'perTarget'>): Operation<number | undefined> {
  const full = busy.filter(({ sending }) => sending >= perTarget);
  const [row] = yield sql`
    SELECT due_at - ${NOW} AS wait_ms FROM deliveries WHERE ${OPEN} ${outside(full)} ORDER BY due_at LIMIT 1`;
  const waitMs = row?.['wait_ms'];
  return waitMs === null || waitMs === undefined ? undefined : Math.max(0, Number(waitMs));
}

function* chooseDue({ limit, perTarget, busy }: DeliveryClaimRequest): Operation<readonly string[]> {
  const room = new Map(busy.map(({ sending, ...target }) => [keyOf(target), perTarget - sending]));
  let full: readonly DeliveryTarget[] = busy.filter(({ sending }) => sending >= perTarget);
  const chosen = new Set<string>();
  const window = limit * 4;
  for (let round = 0; round < ROUNDS_MAX && chosen.size < limit; round += 1) {
    const rows = yield sql`
      SELECT id, account_id, origin FROM deliveries WHERE ${OPEN} AND due_at <= ${NOW} ${outside(full)}
      ORDER BY due_at LIMIT ${window}`;
    const filled: DeliveryTarget[] = [];
    for (const row of rows) {
      if (chosen.size >= limit) break;
      const id = String(row['id']);
      const target = { accountId: String(row['account_id']), origin: String(row['origin']) };
      const left = room.get(keyOf(target)) ?? perTarget;
      if (chosen.has(id) || left <= 0) continue;
      chosen.add(id);
      room.set(keyOf(target), left - 1);
      if (left === 1) filled.push(target);
    }
    // Whatever is due was seen, or nothing stood in the way of what was not.
    if (rows.length < window || filled.length === 0) break;
    full = [...full, ...filled];
  }
  return [...chosen].sort();
}

function outside(targets: readonly DeliveryTarget[]): Statement {
  return targets.reduce<Statement>(
    (rest, { accountId, origin }) => sql`${rest} AND NOT (account_id = ${accountId} AND origin = ${origin})`,
    sql``,
  );
}

function listed(ids: readonly string[]): Statement {
  const [first = '', ...others] = ids;
  return others.reduce<Statement>((rest, id) => sql`${rest}, ${id}`, sql`${first}`);
}

function keyOf({ accountId, origin }: DeliveryTarget): string {
  return `${accountId} ${origin}`;
}

function toClaimed(row: Row): Omit<ClaimedDelivery, 'lease'> {
  return {
    id: String(row['id']),
    accountId: String(row['account_id']),
    taskId: String(row['task_id']),
    url: String(row['url']),
    origin: String(row['origin']),
    body: String(row['body']),
    tries: Number(row['tries']),
  };
}
