import { reconcileSchema, reconciliationSchema } from '../../../contract/reconciliation.js';
import { reconcile } from '../../../tasks/rescue/reconcile.js';
import { endpoint } from '../../endpoint.js';
import { refuse, refuseRequest } from '../../replies/refusal.js';
import { answer } from '../../replies/reply.js';
import { isOperator } from '../money/whose-money.js';

/** `POST /v1/reconcile`: the operator's, for it is about every account's renders. */
export const reconcileEndpoint = endpoint({
  method: 'POST',
  path: '/v1/reconcile',
  scope: 'admin',
  summary: "Hold a month of the ledger against a vendor's list or invoice",
  body: reconcileSchema,
  reply: reconciliationSchema,
  refusals: [413, 415],
  async handle({ room: { tasks }, identity, body: { invoice, ...asked }, request }) {
    if (!isOperator(identity)) return refuse(403, 'only the operator reconciles: a vendor’s bill is for all accounts');
    const { accountId, keyId } = identity;
    const order = { accountId, keyId, ...asked, ...(invoice === undefined ? {} : { invoice }) };
    const done = await reconcile(order, tasks, request.signal);
    return done.kind === 'refused' ? refuseRequest(done.message) : answer(done.reconciliation);
  },
});
