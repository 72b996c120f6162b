import { z } from 'zod';
import { readReport } from '../../../store/operations/read-tasks.js';
import { endpoint } from '../../endpoint.js';
import { refuse } from '../../replies/refusal.js';
import { answer } from '../../replies/reply.js';
import { taskParams } from './task-params.js';

/** `GET /v1/tasks/{id}/report`: how the clip came about. */
export const readReportEndpoint = endpoint({
  method: 'GET',
  path: '/v1/tasks/{id}/report',
  scope: 'read',
  summary: 'How the prompt was understood and what was made of it',
  params: taskParams,
  reply: z.record(z.string(), z.unknown()),
  refusals: [404],
  async handle({ room: { tasks }, identity, params }) {
    const report = await tasks.store.run(() => readReport(identity.accountId, params.id));
    if (report === undefined) return refuse(404, 'there is no such task, or it has no report (yet)');
    return answer(JSON.parse(report));
  },
});
