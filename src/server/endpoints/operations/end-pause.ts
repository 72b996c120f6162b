import { type BrokenKey, endPauseSchema, resumedSchema } from '../../../contract/operations.js';
import { writeAudit } from '../../../store/operations/audit.js';
import { type BreakerRecord, mendKeysOf } from '../../../store/operations/breakers.js';
import { endPause, type PauseKey, type PauseRecord } from '../../../store/operations/pauses.js';
import type { Operation } from '../../../store/statement.js';
import { endpoint } from '../../endpoint.js';
import type { Refused } from '../../replies/refusal.js';
import { answer } from '../../replies/reply.js';
import { isOperator } from '../money/whose-money.js';
import { refuseForeignPause, scopeOfPause } from './pause-scope.js';
import { subjectOf } from './set-pause.js';
import { toWireBrokenKey, toWirePause } from './to-wire-pause.js';

/** `DELETE /v1/pauses`: ends what `POST` began with the same fields. The operator's, of a route or of all, tries stopped keys again at once. */
export const endPauseEndpoint = endpoint({
  method: 'DELETE',
  path: '/v1/pauses',
  scope: 'admin',
  summary: 'Send again what was paused, by the fields it was paused with; tries keys again that a vendor refused',
  query: endPauseSchema,
  reply: resumedSchema,
  refusals: [404],
  async handle({ room: { tasks }, identity, query }) {
    const scope = await scopeOfPause(query, identity, tasks);
    if (scope.kind === 'refused') return scope;
    const { key } = scope;
    const mends = isOperator(identity) && key.accountId === '' && key.model === '';
    const resumed = await tasks.store.run(function* (): Operation<Resumed | Refused> {
      return (yield* refuseForeignPause(key, identity)) ?? (yield* resume(key, identity.keyId, mends));
    });
    if ('kind' in resumed) return resumed;
    const { pause, keys } = resumed;
    return answer({
      pauses: pause === undefined ? [] : [toWirePause(pause)],
      keys: keys.map(toWireBrokenKey).filter((one): one is BrokenKey => one !== undefined),
    });
  },
});

interface Resumed {
  readonly pause: PauseRecord | undefined;
  readonly keys: readonly BreakerRecord[];
}

function* resume(key: PauseKey, keyId: string, mends: boolean): Operation<Resumed> {
  const pause = yield* endPause(key);
  const keys = mends ? yield* mendKeysOf(key.route === '' ? undefined : key.route) : [];
  const accountId = key.accountId === '' ? 'default' : key.accountId;
  if (pause !== undefined) {
    const before = { reason: pause.reason, keyId: pause.keyId, sinceMs: pause.sinceMs };
    yield* writeAudit({ accountId, keyId, action: 'pause.end', subject: subjectOf(key), before });
  }
  for (const { provider, cause, say } of keys) {
    yield* writeAudit({ accountId, keyId, action: 'key.mend', subject: `route:${provider}`, before: { cause, say } });
  }
  return { pause, keys };
}
