import { z } from 'zod';
import { forgetTaskStills } from '../../../tasks/storage/forget-task-stills.js';
import { endpoint } from '../../endpoint.js';
import { refuse } from '../../replies/refusal.js';
import { answer } from '../../replies/reply.js';
import { madeQuery } from '../assets/made-query.js';
import { taskParams, unknownTask } from './task-params.js';

/** `DELETE /v1/tasks/{id}/stills`: the task stays, with its costs; the stills it was made from are let go of. */
export const forgetStillsEndpoint = endpoint({
  method: 'DELETE',
  path: '/v1/tasks/{id}/stills',
  scope: 'create',
  summary: "Let go of an ended task's stills, and with made=true of all that was made from them",
  params: taskParams,
  query: z.object({ made: madeQuery }),
  reply: z.object({ taskId: z.string(), outputs: z.number().int().describe('Deleted with them') }),
  refusals: [404, 409],
  async handle({ room, identity: { accountId }, params: { id }, query: { made } }) {
    const outcome = await forgetTaskStills(room.tasks, accountId, id, made);
    if (outcome.kind === 'unknown') return unknownTask();
    if (outcome.kind === 'forgotten') return answer({ taskId: id, outputs: outcome.outputs });
    return refuse(
      409,
      'a task that has not ended is made from these stills; cancel it, or come again when it has ended',
    );
  },
});
