import { z } from 'zod';

/** One line of a vendor's invoice. */
export const invoiceLineSchema = z.strictObject({
  handle: z.string().min(1).max(200).describe("The vendor's id"),
  date: z.string().max(40).optional(),
  usd: z.number().min(-1e9).max(1e9),
});

/** Body of `POST /v1/reconcile`. */
export const reconcileSchema = z.strictObject({
  route: z.string().min(1).max(40),
  month: z
    .string()
    .regex(/^\d{4}-(0[1-9]|1[0-2])$/)
    .describe('UTC: 2026-11'),
  invoice: z.array(invoiceLineSchema).max(100_000).optional().describe("Absent: the vendor's own list"),
  apply: z.boolean().default(false).describe('Enters what is proven of amounts that nobody knew'),
});

/** What is the matter with a charge. `uncertain`: here nobody knows whether it cost anything. */
export const CHARGE_VERDICTS = ['matched', 'unknown_here', 'not_there', 'differs', 'uncertain', 'unchecked'] as const;

/** One charge, as it is here and there. */
export const chargeSchema = z.object({
  verdict: z.enum(CHARGE_VERDICTS),
  handle: z.string().optional(),
  taskId: z.string().optional(),
  attemptId: z.string().optional(),
  hereUsd: z.number().optional(),
  thereUsd: z.number().optional().describe('Absent: it is there, without an amount, or it is not'),
  applied: z.boolean().optional(),
  say: z.string(),
});

/** The vendor's word against the ledger. */
export const reconciliationSchema = z.object({
  route: z.string(),
  month: z.string(),
  source: z.enum(['invoice', 'list']),
  charges: z.array(chargeSchema),
  unexplained: z.number().int(),
});

/** {@link invoiceLineSchema} */
export type InvoiceLine = z.infer<typeof invoiceLineSchema>;
/** {@link reconcileSchema}, as it is sent. */
export type ReconcileAsk = z.input<typeof reconcileSchema>;
/** {@link chargeSchema} */
export type Charge = z.infer<typeof chargeSchema>;
/** {@link reconciliationSchema} */
export type Reconciliation = z.infer<typeof reconciliationSchema>;
