import type { Caps } from '../../../contract/costs.js';
import { usdOf } from '../../../contract/money.js';
import { type Cap, readCaps, readCounters } from '../../../store/operations/caps.js';
import { countersOf } from '../../../store/operations/money-counters.js';
import { NOW, type Operation, sql } from '../../../store/statement.js';

/** The caps of an account with what counts towards them, as they are told. */
export function* tellCaps(accountId: string): Operation<Caps> {
  const [now] = yield sql`SELECT ${NOW} AS now_ms`;
  const nowMs = Number(now?.['now_ms']);
  const caps = yield* readCaps(accountId);
  const keyIds = caps.flatMap(({ subject }) => (subject === 'account' ? [] : [subject.slice('key:'.length)]));
  const keyScope = (keyId: string): string => countersOf({ accountId, keyId }, nowMs)[2].scope;
  const [day, month] = countersOf({ accountId, keyId: '' }, nowMs);
  const counters = yield* readCounters(accountId, [day.scope, month.scope, ...keyIds.map(keyScope)]);
  const stands = (scope: string, subject: Cap['subject'], period: Cap['period']) => {
    const cap = caps.find((one) => one.subject === subject && one.period === period);
    const counter = counters.find((one) => one.scope === scope);
    return {
      ...(cap === undefined ? {} : { capUsd: usdOf(cap.microUsd) }),
      spentUsd: usdOf(counter?.spentMicroUsd ?? 0),
      heldUsd: usdOf(counter?.heldMicroUsd ?? 0),
    };
  };
  const date = new Date(nowMs).toISOString().slice(0, 10);
  return {
    account: accountId,
    day: { date, ...stands(day.scope, 'account', 'day') },
    month: { month: date.slice(0, 7), ...stands(month.scope, 'account', 'month') },
    keys: keyIds.map((id) => ({ id, ...stands(keyScope(id), `key:${id}`, 'total') })),
  };
}
