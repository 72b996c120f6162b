import { taskSchema } from '../../../contract/task.js';
import { readTaskWithOutputs } from '../../../store/operations/storages.js';
import { readEta } from '../../../tasks/read-eta.js';
import { toWireTask } from '../../../tasks/to-wire.js';
import { endpoint } from '../../endpoint.js';
import { answer } from '../../replies/reply.js';
import { taskParams, unknownTask } from './task-params.js';

/** `GET /v1/tasks/{id}`, as HiAPI's. */
export const readTaskEndpoint = endpoint({
  method: 'GET',
  path: '/v1/tasks/{id}',
  scope: 'read',
  summary: 'How a task stands',
  params: taskParams,
  reply: taskSchema,
  refusals: [404],
  async handle({ room: { tasks }, identity, params }) {
    const found = await tasks.store.run(() => readTaskWithOutputs(identity.accountId, params.id));
    if (found === undefined) return unknownTask();
    const { task, outputs } = found;
    const eta = await readEta(task, tasks);
    return answer(toWireTask(task, outputs, tasks.fileUrls, tasks.progress.get(params.id), eta));
  },
});
