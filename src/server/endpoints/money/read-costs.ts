import { z } from 'zod';
import { COST_GROUPS, type CostRow, costsSchema } from '../../../contract/costs.js';
import { usdOf } from '../../../contract/money.js';
import { type CostSum, readCosts } from '../../../store/operations/costs.js';
import { endpoint } from '../../endpoint.js';
import { refuseRequest } from '../../replies/refusal.js';
import { answer } from '../../replies/reply.js';
import { unknownAccount } from '../accounts/whose-account.js';
import { isOperator, maySee } from './whose-money.js';

const DAY_MS = 86_400_000;

const dateSchema = z.iso.date().describe('A UTC date: 2026-11-22');

/** `GET /v1/costs` */
export const readCostsEndpoint = endpoint({
  method: 'GET',
  path: '/v1/costs',
  scope: 'read',
  summary: 'What renders have cost, by model, account or day',
  query: z.object({
    by: z.enum(COST_GROUPS).default('model'),
    from: dateSchema.optional().describe('UTC date; absent: the first of the month of `to`'),
    to: dateSchema.optional().describe('UTC date, the last that counts; absent: today'),
    account: z.string().max(100).optional().describe('Absent: every account for the operator, else the own one'),
  }),
  reply: costsSchema,
  refusals: [404],
  async handle({ room, identity, query }) {
    const account = query.account ?? (isOperator(identity) ? undefined : identity.accountId);
    if (account !== undefined && !maySee(identity, account)) return unknownAccount();
    const to = query.to ?? new Date(room.tasks.nowMs()).toISOString().slice(0, 10);
    const from = query.from ?? `${to.slice(0, 7)}-01`;
    if (from > to) return refuseRequest(`from ${from} is after to ${to}; give them the other way round`);
    const { by } = query;
    const whose = account === undefined ? {} : { accountId: account };
    const span = { fromMs: Date.parse(from), untilMs: Date.parse(to) + DAY_MS };
    const sums = await room.tasks.store.run(() => readCosts({ ...whose, by, ...span }));
    return answer({
      ...{ by, ...(account === undefined ? {} : { account }), from, to },
      rows: sums.map(toRow),
      total: toAmounts(sums.reduce(add, NOTHING)),
    });
  },
});

type Amounts = Omit<CostSum, 'name' | 'provider'>;

const NOTHING: Amounts = { renders: 0, spentMicroUsd: 0, heldMicroUsd: 0, uncertainMicroUsd: 0 };

/** Micro-dollars are added, never dollars: a sum of floats is a little off. */
function add(one: Amounts, other: Amounts): Amounts {
  return {
    renders: one.renders + other.renders,
    spentMicroUsd: one.spentMicroUsd + other.spentMicroUsd,
    heldMicroUsd: one.heldMicroUsd + other.heldMicroUsd,
    uncertainMicroUsd: one.uncertainMicroUsd + other.uncertainMicroUsd,
  };
}

function toRow({ name, provider, ...amounts }: CostSum): CostRow {
  return { name, ...(provider === undefined ? {} : { provider }), ...toAmounts(amounts) };
}

function toAmounts({ renders, spentMicroUsd, heldMicroUsd, uncertainMicroUsd }: Amounts): Omit<CostRow, 'name'> {
  return {
    renders,
    spentUsd: usdOf(spentMicroUsd),
    heldUsd: usdOf(heldMicroUsd),
    uncertainUsd: usdOf(uncertainMicroUsd),
  };
}
