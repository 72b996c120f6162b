import { adoptionSchema, adoptSchema } from '../../../contract/adoption.js';
import { adoptJobs } from '../../../tasks/rescue/adopt.js';
import { endpoint } from '../../endpoint.js';
import { refuse, refuseRequest } from '../../replies/refusal.js';
import { answer } from '../../replies/reply.js';
import { isOperator } from '../money/whose-money.js';

const HOUR_MS = 3_600_000;

/** `POST /v1/adopt`: the operator's, for the key at the vendor is. What is taken in is their account's. */
export const adoptEndpoint = endpoint({
  method: 'POST',
  path: '/v1/adopt',
  scope: 'admin',
  summary: 'Take in what a vendor has already made: every clip that is not known here becomes a task',
  body: adoptSchema,
  reply: adoptionSchema,
  refusals: [413, 415],
  async handle({ room: { tasks }, identity, body, request }) {
    if (!isOperator(identity))
      return refuse(403, 'only the operator takes in what a vendor has: the key there is theirs');
    const sinceMs = tasks.nowMs() - body.since_hours * HOUR_MS;
    const order = { accountId: identity.accountId, keyId: identity.keyId, route: body.route, sinceMs };
    const adopted = await adoptJobs({ ...order, isDryRun: body.dry_run }, tasks, request.signal);
    return adopted.kind === 'refused' ? refuseRequest(adopted.message) : answer(adopted.adoption);
  },
});
