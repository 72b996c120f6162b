import { type Caps, capsSchema, type SetCaps, setCapsSchema } from '../../../contract/costs.js';
import { microUsdOf } from '../../../contract/money.js';
import { listApiKeys } from '../../../store/operations/api-keys.js';
import { writeAudit } from '../../../store/operations/audit.js';
import { type CapChange, readCaps, setCaps } from '../../../store/operations/caps.js';
import type { Operation } from '../../../store/statement.js';
import { endpoint } from '../../endpoint.js';
import { refuse } from '../../replies/refusal.js';
import { answer } from '../../replies/reply.js';
import { tellCaps } from './tell-caps.js';
import { unknownAccount } from '../accounts/whose-account.js';
import { isOperator, maySee } from './whose-money.js';

/** `PUT /v1/caps`: all of it or nothing. The caps of an account itself are the operator's: whom they are for must not raise them. */
export const setCapsEndpoint = endpoint({
  method: 'PUT',
  path: '/v1/caps',
  scope: 'admin',
  summary: 'Set or take away caps; what is not named stays',
  body: setCapsSchema,
  reply: capsSchema,
  refusals: [404, 413, 415],
  async handle({ room, identity, body }) {
    const { account = identity.accountId, dayUsd, monthUsd, keys = {} } = body;
    if (!maySee(identity, account)) return unknownAccount();
    if ((dayUsd !== undefined || monthUsd !== undefined) && !isOperator(identity)) {
      return refuse(403, 'only the operator sets the caps of an account; an admin of it caps its keys');
    }
    const done = await room.tasks.store.run(() => writeCaps(account, identity.keyId, { dayUsd, monthUsd, keys }));
    if (done.kind === 'unknown_key') return refuse(404, `the account has no key ${done.id}; GET /v1/keys lists them`);
    return answer(done.caps);
  },
});

type Written = { readonly kind: 'done'; readonly caps: Caps } | { readonly kind: 'unknown_key'; readonly id: string };

function* writeCaps(accountId: string, keyId: string, { dayUsd, monthUsd, keys = {} }: SetCaps): Operation<Written> {
  const own = new Set((yield* listApiKeys(accountId)).map(({ id }) => id));
  const unknown = Object.keys(keys).find((id) => !own.has(id));
  if (unknown !== undefined) return { kind: 'unknown_key', id: unknown };
  const before = yield* readCaps(accountId);
  yield* setCaps(accountId, [
    ...(dayUsd === undefined ? [] : [{ subject: 'account', period: 'day', ...amountOf(dayUsd) } as const]),
    ...(monthUsd === undefined ? [] : [{ subject: 'account', period: 'month', ...amountOf(monthUsd) } as const]),
    ...Object.entries(keys).map(([id, usd]): CapChange => ({
      subject: `key:${id}`,
      period: 'total',
      ...amountOf(usd),
    })),
  ]);
  const after = yield* readCaps(accountId);
  yield* writeAudit({ accountId, keyId, action: 'caps.set', subject: 'caps', before, after });
  return { kind: 'done', caps: yield* tellCaps(accountId) };
}

function amountOf(usd: number | null): { readonly microUsd: number | undefined } {
  return { microUsd: usd === null ? undefined : microUsdOf(usd) };
}
