import { z } from 'zod';
import { auditPageSchema } from '../../../contract/operations.js';
import { type AuditEntry, readAudit } from '../../../store/operations/audit.js';
import { endpoint } from '../../endpoint.js';
import { refuse, refuseRequest } from '../../replies/refusal.js';
import { answer } from '../../replies/reply.js';
import { isOperator, maySee } from '../money/whose-money.js';

/** `GET /v1/audit`: of one's own account; the operator's, without `account`, of all. */
export const listAuditEndpoint = endpoint({
  method: 'GET',
  path: '/v1/audit',
  scope: 'admin',
  summary: 'Who changed what, newest first',
  query: z.object({
    account: z.string().min(1).max(100).optional().describe("Absent: the key's own; to the operator all of them"),
    action: z.string().max(100).optional().describe('caps.set, or caps for all that begins so'),
    after: z.string().max(200).optional().describe('`next` of the page before'),
    size: z.coerce.number().int().min(1).max(500).default(100),
  }),
  reply: auditPageSchema,
  refusals: [404],
  async handle({ room, identity, query: { account, action, after, size } }) {
    const accountId = account ?? (isOperator(identity) ? undefined : identity.accountId);
    if (accountId !== undefined && !maySee(identity, accountId)) return refuse(404, 'there is no such account');
    const place = after === undefined ? undefined : readPlace(after);
    if (after !== undefined && place === undefined) return refuseRequest('`after` is not the `next` of a page');
    const entries = await room.tasks.store.run(() => readAudit({ accountId, action, after: place, limit: size }));
    const last = entries.length < size ? undefined : entries.at(-1);
    return answer({ entries: entries.map(toWire), ...(last === undefined ? {} : { next: writePlace(last) }) });
  },
});

type Place = Pick<AuditEntry, 'accountId' | 'seq' | 'atMs'>;

function writePlace({ atMs, seq, accountId }: Place): string {
  return `${atMs}.${seq}.${accountId}`;
}

function readPlace(text: string): Place | undefined {
  const [, atMs, seq, accountId] = /^(\d{1,15})\.(\d{1,15})\.(.+)$/.exec(text) ?? [];
  return accountId === undefined ? undefined : { atMs: Number(atMs), seq: Number(seq), accountId };
}

function toWire({ accountId, atMs, ...rest }: AuditEntry): z.input<typeof auditPageSchema>['entries'][number] {
  return { ...rest, account: accountId, at: Math.floor(atMs / 1000) };
}
