import { z } from 'zod';
import { taskSchema } from '../../../contract/task.js';
import { listTasks } from '../../../store/operations/read-tasks.js';
import { readOutputsOfTasks } from '../../../store/operations/storages.js';
import { progressOf } from '../../../tasks/operations/progress-of.js';
import { toWireTask } from '../../../tasks/to-wire.js';
import { endpoint } from '../../endpoint.js';
import { answer } from '../../replies/reply.js';
import { pageQuery } from '../page-query.js';

/** `GET /v1/tasks`, as HiAPI's; `reference` is ours. */
export const listTasksEndpoint = endpoint({
  method: 'GET',
  path: '/v1/tasks',
  scope: 'read',
  summary: "The account's tasks, newest first",
  query: z.object({ ...pageQuery, reference: z.string().optional().describe('Only tasks created with it') }),
  reply: z.object({
    page: z.number().int(),
    size: z.number().int(),
    total: z.number().int(),
    tasks: z.array(taskSchema),
  }),
  async handle({ room: { tasks }, identity: { accountId }, query: { page, size, reference } }) {
    const { store, fileUrls } = tasks;
    const asked = { page, size, ...(reference === undefined ? {} : { reference }) };
    const found = await store.run(function* () {
      const listed = yield* listTasks(accountId, asked);
      const ended = listed.tasks.filter(({ state }) => state === 'succeeded').map(({ id }) => id);
      return { ...listed, outputs: yield* readOutputsOfTasks(accountId, ended) };
    });
    const wire = await Promise.all(
      found.tasks.map(async (task) =>
        toWireTask(task, found.outputs.get(task.id) ?? [], fileUrls, await progressOf(task, tasks)),
      ),
    );
    return answer({ page, size, total: found.total, tasks: wire });
  },
});
