import { NOW, type Operation, type Row, sql } from '../statement.js';

/** Something that somebody changed by hand, as it is written down. */
export interface NewAuditEntry {
  /** Whose thing it is that changed; the operator's own things are those of `default`. */
  readonly accountId: string;
  /** The key of who did it; `owner` for a command on the data folder, `system` for what the program found at its start. */
  readonly keyId: string;
  /** What was done: `caps.set`, `task.resolve`, `callback.replay`, `pause.set`, `account.set`, `prices.change`… */
  readonly action: string;
  /** What it was done to: a task's id, a key's id, `account`, `route:ark`… */
  readonly subject: string;
  /** As it was; `undefined`: it was not there. JSON, and never a key, a secret, a prompt or a signed URL. */
  readonly before?: unknown;
  /** As it is now; `undefined`: it is gone. */
  readonly after?: unknown;
}

/** An entry as it is kept. `seq` counts from 1 within its account, without a gap. */
export interface AuditEntry extends NewAuditEntry {
  readonly seq: number;
  readonly atMs: number;
}

/**
 * Writes what somebody changed, in the transaction that changes it. Entries are never changed and never deleted. Its number comes from a
 * row that stays locked until the transaction ends: yield it last, for others who change something of this account wait for it.
 */
export function* writeAudit({ accountId, keyId, action, subject, before, after }: NewAuditEntry): Operation<void> {
  const [end] = yield sql`
    INSERT INTO audit_ends (account_id, last_seq) VALUES (${accountId}, 1)
    ON CONFLICT (account_id) DO UPDATE SET last_seq = audit_ends.last_seq + 1
    RETURNING last_seq`;
  yield sql`
    INSERT INTO audit (account_id, seq, key_id, action, subject, before, after, at)
    VALUES (${accountId}, ${Number(end?.['last_seq'])}, ${keyId}, ${action}, ${subject},
      ${before === undefined ? null : JSON.stringify(before)}, ${after === undefined ? null : JSON.stringify(after)}, ${NOW})`;
}

/** Which entries are asked for. */
export interface AuditAsk {
  /** `undefined`: of every account, which only an operator may ask. */
  readonly accountId?: string | undefined;
  /** The last entry of the page before. `undefined`: from the newest on. */
  readonly after?: Pick<AuditEntry, 'accountId' | 'seq' | 'atMs'> | undefined;
  /** `undefined`: whatever was done; else an action, or the first part of one: `caps`. */
  readonly action?: string | undefined;
  readonly limit: number;
}

/** The newest entries first. */
export function* readAudit({ accountId, after, action, limit }: AuditAsk): Operation<readonly AuditEntry[]> {
  const ofAccount = accountId === undefined ? sql`` : sql`AND account_id = ${accountId}`;
  const ofAction =
    action === undefined
      ? sql``
      : sql`AND (action = ${action} OR substr(action, 1, ${action.length + 1}) = ${`${action}.`})`;
  const ofPage =
    after === undefined
      ? sql``
      : sql`AND at <= ${after.atMs} AND (at < ${after.atMs} OR account_id > ${after.accountId}
          OR (account_id = ${after.accountId} AND seq < ${after.seq}))`;
  const rows = yield sql`
    SELECT account_id, seq, key_id, action, subject, before, after, at FROM audit
    WHERE 1 = 1 ${ofAccount} ${ofAction} ${ofPage}
    ORDER BY at DESC, account_id, seq DESC LIMIT ${limit}`;
  return rows.map(toAuditEntry);
}

function toAuditEntry(row: Row): AuditEntry {
  const { before, after } = row;
  return {
    accountId: String(row['account_id']),
    seq: Number(row['seq']),
    keyId: String(row['key_id']),
    action: String(row['action']),
    subject: String(row['subject']),
    ...(typeof before === 'string' ? { before: JSON.parse(before) as unknown } : {}),
    ...(typeof after === 'string' ? { after: JSON.parse(after) as unknown } : {}),
    atMs: Number(row['at']),
  };
}
