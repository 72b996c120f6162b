import { taskSchema } from '../../../contract/task.js';
import { readOutputs } from '../../../store/operations/outputs.js';
import { cancelTask } from '../../../tasks/cancel-task.js';
import { toWireTask } from '../../../tasks/to-wire.js';
import { endpoint } from '../../endpoint.js';
import { answer } from '../../replies/reply.js';
import { taskParams, unknownTask } from './task-params.js';

/** `POST /v1/tasks/{id}/cancel`; asked twice, it is the one wish. */
export const cancelTaskEndpoint = endpoint({
  method: 'POST',
  path: '/v1/tasks/{id}/cancel',
  scope: 'create',
  summary: 'Give a task up; `cancel` in the answer says what became of that',
  params: taskParams,
  reply: taskSchema,
  refusals: [404],
  async handle({ room: { tasks }, identity: { accountId }, params: { id } }) {
    const task = await cancelTask(tasks, accountId, id);
    if (task === undefined) return unknownTask();
    const outputs = task.state === 'succeeded' ? await tasks.store.run(() => readOutputs(accountId, id)) : [];
    return answer(toWireTask(task, outputs, tasks.fileUrls, tasks.progress.get(id)));
  },
});
