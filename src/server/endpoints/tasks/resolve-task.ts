import { resolveTaskSchema } from '../../../contract/resolve-task.js';
import { taskSchema } from '../../../contract/task.js';
import { resolveTask } from '../../../tasks/resolve-task.js';
import { toWireTask } from '../../../tasks/to-wire.js';
import { endpoint } from '../../endpoint.js';
import { refuse } from '../../replies/refusal.js';
import { answer } from '../../replies/reply.js';
import { taskParams, unknownTask } from './task-params.js';

/** `POST /v1/tasks/{id}/resolve`; of a task that is not held, 409. */
export const resolveTaskEndpoint = endpoint({
  method: 'POST',
  path: '/v1/tasks/{id}/resolve',
  scope: 'create',
  summary: 'Say what became of a held task, or let it cost more',
  params: taskParams,
  body: resolveTaskSchema,
  reply: taskSchema,
  refusals: [404, 409, 415],
  async handle({ room: { tasks }, identity: { accountId, keyId }, params: { id }, body }) {
    const resolved = await resolveTask(tasks, accountId, id, body, keyId);
    switch (resolved.kind) {
      case 'unknown_task':
        return unknownTask();
      case 'refused':
        return refuse(409, resolved.message);
      case 'resolved':
        return answer(toWireTask(resolved.task, [], tasks.fileUrls, tasks.progress.get(id)));
    }
  },
});
