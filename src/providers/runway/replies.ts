import { z } from 'zod';
import { looseNumber, looseText } from '../calling/loose-values.js';

const creditsSchema = z.object({ credits: looseNumber }).optional().catch(undefined);

/** What a create is answered with; the estimate is the most that will be charged. */
export const createdSchema = z.object({ id: z.string().min(1), estimatedCost: creditsSchema });

/** A task as it is asked for (`@runwayml/sdk` 4.20.1, tasks). An absent status is one that is not known. */
export const taskSchema = z.object({
  id: z.string(),
  status: looseText,
  progress: looseNumber,
  output: z.array(z.unknown()).optional().catch(undefined),
  failure: looseText,
  failureCode: looseText,
  cost: creditsSchema,
  estimatedCost: creditsSchema,
});

/** {@link taskSchema} */
export type RunwayTask = z.infer<typeof taskSchema>;

/** What says that something was refused: `error`, and for a body that does not fit the fields it is about. */
export const refusalSchema = z.object({
  error: z.union([z.string(), z.object({ message: z.string() }).transform(({ message }) => message)]),
  issues: z
    .array(z.object({ path: z.array(z.union([z.string(), z.number()])).catch([]), message: looseText }))
    .optional()
    .catch(undefined),
});

/** {@link refusalSchema} */
export type Refusal = z.infer<typeof refusalSchema>;

/** Leave to upload: a form to post, and what the file is called then. */
export const uploadLeaveSchema = z.object({
  uploadUrl: z.url({ protocol: /^https?$/ }),
  fields: z.record(z.string(), z.union([z.string(), z.number().transform(String)])),
  runwayUri: z.string().startsWith('runway://'),
});
