import { taskSchema } from '../../../contract/task.js';
import { readOutputs } from '../../../store/operations/outputs.js';
import { readTask } from '../../../store/operations/read-tasks.js';
import { progressOf } from '../../../tasks/operations/progress-of.js';
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
    const { accountId } = identity;
    const task = await tasks.store.runOne(() => readTask(accountId, params.id));
    if (task === undefined) return unknownTask();
    const outputs = task.state === 'succeeded' ? await tasks.store.runOne(() => readOutputs(accountId, task.id)) : [];
    const eta = await readEta(task, tasks);
    return answer(toWireTask(task, outputs, tasks.fileUrls, await progressOf(task, tasks), eta));
  },
});
