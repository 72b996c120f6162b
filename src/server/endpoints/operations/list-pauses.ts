import { type BrokenKey, pausesSchema } from '../../../contract/operations.js';
import { listBreakers } from '../../../store/operations/breakers.js';
import { listPauses } from '../../../store/operations/pauses.js';
import { endpoint } from '../../endpoint.js';
import { answer } from '../../replies/reply.js';
import { isOperator } from '../money/whose-money.js';
import { toWireBrokenKey, toWirePause } from './to-wire-pause.js';

/** `GET /v1/pauses`: what holds one's own orders up; keys at vendors are the operator's to see. */
export const listPausesEndpoint = endpoint({
  method: 'GET',
  path: '/v1/pauses',
  scope: 'read',
  summary: 'What is not sent now, and why',
  reply: pausesSchema,
  async handle({ room, identity }) {
    const { store } = room.tasks;
    const isTheirs = isOperator(identity);
    const pauses = (await store.run(listPauses)).filter(
      ({ accountId }) => isTheirs || accountId === '' || accountId === identity.accountId,
    );
    const keys = isTheirs ? (await store.run(listBreakers)).map(toWireBrokenKey) : [];
    return answer({
      pauses: pauses.map(toWirePause),
      keys: keys.filter((key): key is BrokenKey => key !== undefined),
    });
  },
});
