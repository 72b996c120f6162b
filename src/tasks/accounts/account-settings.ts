import { z } from 'zod';

/** What the operator has settled for an account. */
export interface AccountSettings {
  readonly name: string;
  /** Ids of the catalogue; `undefined`: all. */
  readonly models: readonly string[] | undefined;
  /** `ark`, `hiapi`, `hiapi:pro`; `undefined`: all. */
  readonly routes: readonly string[] | undefined;
  /** Whether nothing of the installation's own keys may be spent. */
  readonly ownKeysOnly: boolean;
  /** Its weight where accounts take turns. */
  readonly share: number;
  /** `undefined`: as the installation keeps them. */
  readonly keepClipSec: number | undefined;
  /** CIDR blocks beside the installation's. */
  readonly allowAddresses: readonly string[];
  readonly publishTo: string | undefined;
}

/** Tolerant of what a newer version adds, and of nothing else: what limits an account must not be lost in silence. */
const settingsSchema = z.object({
  name: z.string().default(''),
  models: z.array(z.string()).optional(),
  routes: z.array(z.string()).optional(),
  ownKeysOnly: z.boolean().default(false),
  share: z.number().positive().default(1),
  keepClipSec: z.number().int().positive().optional(),
  allowAddresses: z.array(z.string()).default([]),
  publishTo: z.string().optional(),
});

/** Reads what is kept of an account; `undefined`: nothing is, and everything is as the installation has it. */
export function readSettings(kept: unknown): AccountSettings {
  const { models, routes, keepClipSec, publishTo, ...rest } = settingsSchema.parse(kept ?? {});
  return { models, routes, keepClipSec, publishTo, ...rest };
}
