import { z } from 'zod';
import type { createTaskSchema } from '../contract/create-task.js';
import type { ModelListing } from '../contract/model.js';
import { outputSchema, type Task, taskSchema } from '../contract/task.js';

/** What a create asks for: `POST /v1/tasks`. */
export type NewTask = z.input<typeof createTaskSchema>;

/**
 * A task as a server answers it. Only what the client acts on is held to a form: a status that is not known is one that is still
 * under way, and what else a server of another version says is passed on as it came.
 */
export const taskReplySchema = z
  .looseObject({
    taskId: z.string(),
    model: z.string().catch(''),
    status: taskSchema.shape.status.catch('handling'),
    created: z.number().catch(0),
    completed: z.number().catch(0),
    storage: z.enum(['temp', 'persistent']).catch('temp'),
    output: z.array(outputSchema.loose()).optional().catch(undefined),
  })
  .transform((task) => task as Task);

/** A page of a list: `GET /v1/tasks`. */
export const taskPageSchema = z.object({
  page: z.number(),
  size: z.number(),
  total: z.number(),
  tasks: z.array(taskReplySchema),
});

/** {@link taskPageSchema} */
export type TaskPage = z.output<typeof taskPageSchema>;

/** Whether a task has ended, well or badly: nothing about it changes any more but its verdict. */
export function hasEnded({ status }: Pick<Task, 'status'>): boolean {
  return status === 'success' || status === 'fail';
}

/** A model as a server lists it; servers differ in how much they say. */
export type ListedModel = Partial<ModelListing> & { readonly id: string };

/** {@link ListedModel} */
export const listedModelSchema = z.looseObject({ id: z.string() }).transform((model) => model as ListedModel);
