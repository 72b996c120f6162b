import { proofSchema, proveSchema } from '../../../contract/proof.js';
import { proveRoute } from '../../../tasks/rescue/prove-route.js';
import { endpoint } from '../../endpoint.js';
import { refuse } from '../../replies/refusal.js';
import { answer } from '../../replies/reply.js';
import { isOperator } from '../money/whose-money.js';
import { unknownTask } from '../tasks/task-params.js';

/** `POST /v1/prove`: what `doctor --live` asks when its task is done. */
export const proveEndpoint = endpoint({
  method: 'POST',
  path: '/v1/prove',
  scope: 'admin',
  summary: 'Take a finished render for the proof that its route works',
  body: proveSchema,
  reply: proofSchema,
  refusals: [404, 409, 413, 415],
  async handle({ room: { tasks }, identity, body }) {
    if (!isOperator(identity)) return refuse(403, 'only the operator says which routes are proven');
    const { accountId, keyId } = identity;
    const proved = await proveRoute(tasks, { accountId, keyId, taskId: body.task_id });
    if (proved.kind === 'unknown_task') return unknownTask();
    return proved.kind === 'refused' ? refuse(409, proved.message) : answer(proved.proof);
  },
});
