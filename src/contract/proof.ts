import { z } from 'zod';

/** Body of `POST /v1/prove`. */
export const proveSchema = z.strictObject({ task_id: z.string().min(1).max(60) });

/** What was sent for a task and what came back, without stills, URLs and keys. */
export const proofSchema = z.object({
  model: z.string(),
  provider: z.string(),
  proven: z.enum(['live', 'replayed']).describe('replayed: the vendor’s address is not on the public internet'),
  call: z.unknown().describe('The body of our call'),
  reply: z.object({
    handle: z.string().optional(),
    outcome: z.unknown().optional().describe('What the answer to the order said beside the id'),
    facts: z.unknown().optional().describe('What the vendor said of the render'),
    outputs: z.array(
      z.object({ type: z.string(), mediaType: z.string().optional(), sizeBytes: z.number().optional() }),
    ),
    costUsd: z.number().optional(),
  }),
});

/** {@link proofSchema} */
export type Proof = z.infer<typeof proofSchema>;
