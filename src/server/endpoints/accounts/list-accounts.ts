import { z } from 'zod';
import { accountSchema } from '../../../contract/account.js';
import { listAccounts, readAccount } from '../../../tasks/accounts/set-account.js';
import { endpoint } from '../../endpoint.js';
import { answer } from '../../replies/reply.js';
import { isOperator } from '../money/whose-money.js';

const PAGE = 100;

/** `GET /v1/accounts`: by their names, a hundred at a time. An admin of one sees that one. */
export const listAccountsEndpoint = endpoint({
  method: 'GET',
  path: '/v1/accounts',
  scope: 'admin',
  summary: 'The accounts, by their names: for the operator all, else the own one',
  query: z.object({
    after: z.string().max(100).default('').describe('The last one of the page before; a page has 100'),
  }),
  reply: z.array(accountSchema),
  async handle({ room, identity, query: { after } }) {
    const { store } = room.tasks;
    if (isOperator(identity)) return answer(await store.run(() => listAccounts(after, PAGE)));
    const own = await store.run(() => readAccount(identity.accountId));
    return answer(own === undefined || own.id <= after ? [] : [own]);
  },
});
