import { z } from 'zod';

/** Body of `POST /v1/tasks/{id}/resolve`: what a person has found out about a held task, or decides. */
export const resolveTaskSchema = z.union([
  z.strictObject({ handle: z.string().min(1).max(300).describe('The provider has it: its own id of the render') }),
  z.strictObject({ no_job: z.literal(true).describe('The provider has no such render: it is sent again') }),
  z.strictObject({ give_up: z.literal(true).describe('The task fails; what it may have cost stays counted') }),
  z.strictObject({ budget_usd: z.number().positive().max(1e6).describe('What the task may cost now, in dollars') }),
]);

/** {@link resolveTaskSchema} */
export type ResolveTask = z.infer<typeof resolveTaskSchema>;
