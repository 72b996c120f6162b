import { pauseSchema, setPauseSchema } from '../../../contract/operations.js';
import { writeAudit } from '../../../store/operations/audit.js';
import { listPauses, type PauseRecord, setPause } from '../../../store/operations/pauses.js';
import type { Operation } from '../../../store/statement.js';
import { endpoint } from '../../endpoint.js';
import type { Refused } from '../../replies/refusal.js';
import { answer } from '../../replies/reply.js';
import { refuseForeignPause, scopeOfPause } from './pause-scope.js';
import { toWirePause } from './to-wire-pause.js';

/** `POST /v1/pauses`; the same again only gives it another reason. */
export const setPauseEndpoint = endpoint({
  method: 'POST',
  path: '/v1/pauses',
  scope: 'admin',
  summary: 'Send nothing more of an account, a route, a model, or at all; what is under way goes on',
  body: setPauseSchema,
  reply: pauseSchema,
  refusals: [404, 413, 415],
  async handle({ room: { tasks }, identity, body: { reason, ...asked } }) {
    const scope = await scopeOfPause(asked, identity, tasks);
    if (scope.kind === 'refused') return scope;
    const pause = { ...scope.key, reason, keyId: identity.keyId };
    const begun = await tasks.store.run(function* (): Operation<PauseRecord | Refused> {
      return (yield* refuseForeignPause(scope.key, identity)) ?? (yield* begin(pause));
    });
    return 'kind' in begun ? begun : answer(toWirePause(begun));
  },
});

function* begin(pause: Omit<PauseRecord, 'sinceMs'>): Operation<PauseRecord> {
  const { accountId, route, model, reason, keyId } = pause;
  const before = yield* setPause(pause);
  yield* writeAudit({
    ...{ accountId: accountId === '' ? 'default' : accountId, keyId, action: 'pause.set', subject: subjectOf(pause) },
    ...{ before: before && { reason: before.reason }, after: { reason } },
  });
  const isIt = (one: PauseRecord): boolean => one.accountId === accountId && one.route === route && one.model === model;
  return (yield* listPauses()).find(isIt) ?? { ...pause, sinceMs: 0 };
}

/** What a pause is of, in one line of the audit log. */
export function subjectOf({ accountId, route, model }: Pick<PauseRecord, 'accountId' | 'route' | 'model'>): string {
  const parts = [['account', accountId] as const, ['route', route] as const, ['model', model] as const];
  const named = parts.filter(([, name]) => name !== '').map(([kind, name]) => `${kind}:${name}`);
  return named.length === 0 ? 'all' : named.join(' ');
}
