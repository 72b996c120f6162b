import { z } from 'zod';
import { TASK_ID } from '../../../contract/task-id.js';
import { type Refused, refuse } from '../../replies/refusal.js';

/** A task's id in a path; what cannot be one is as unknown as one that is not there. */
export const taskParams = z.object({ id: z.string().regex(TASK_ID) });

/** Of a task that is not there, and of another account's: nobody can tell the two apart. */
export function unknownTask(): Refused {
  return refuse(404, 'there is no such task');
}
