import { z } from 'zod';
import { PUBLISH_TO, PUBLISH_TO_FORM } from './publish-to.js';

/** The providers that a key can be had at. */
export const VENDORS = ['hiapi', 'ark', 'dashscope', 'runway'] as const;

/** {@link VENDORS} */
export type Vendor = (typeof VENDORS)[number];

/** More than anybody sets; as micro-dollars it is still a whole number. */
const USD_MAX = 1e9;

const usd = z.number().nonnegative().max(USD_MAX).nullable().optional();
const words = (what: string) =>
  z.array(z.string().min(1).max(200)).min(1).max(100).nullable().optional().describe(what);

/** An account's key at a vendor, as it is handed in. It is sealed, and told to nobody again. */
export const newVendorKeySchema = z.strictObject({
  apiKey: z
    .string()
    .min(1)
    .max(4096)
    .regex(/^[\x21-\x7e]+$/, 'has a character that no key has'),
  baseUrl: z
    .string()
    .max(2048)
    .regex(/^https?:\/\/[^\s@?#]+$/, 'is not the URL of an API: it begins with https:// and has no login and no query')
    .optional()
    .describe("Where the vendor's API is; absent: as of the server's own key, else the vendor's public one"),
  rendersAtOnce: z.number().int().min(1).max(1_000_000).optional().describe('What the key is good for'),
  webhookSecret: z.string().min(1).max(4096).optional().describe('HiAPI: what its callbacks are signed with'),
});

/** {@link newVendorKeySchema} */
export type NewVendorKey = z.infer<typeof newVendorKeySchema>;

const settings = {
  name: z.string().max(100).optional().describe('For people'),
  models: words('Ids of the models that it may use; null: all'),
  routes: words('Routes that it may use: local, ark, hiapi, hiapi:pro; null: all'),
  ownKeysOnly: z.boolean().optional().describe("Whether it may spend on its own vendors' keys alone"),
  share: z.number().min(0.01).max(100).optional().describe('Its weight where accounts take turns; 1 unless it is set'),
  keepClipSec: z
    .number()
    .int()
    .min(3600)
    .max(315_360_000)
    .nullable()
    .optional()
    .describe('How long temporary clips stay; null: as the server keeps them'),
  allowAddresses: words('CIDR blocks that its stills and callbacks may be at, beside those of the server'),
  publishTo: z
    .string()
    .max(1024)
    .regex(PUBLISH_TO, PUBLISH_TO_FORM)
    .nullable()
    .optional()
    .describe('Where its clips are published: s3://bucket/folder/{name}.mp4?endpoint=…&region=…&style=path|virtual'),
  dayUsd: usd.describe('What it may spend in a day (UTC); null: no cap'),
  monthUsd: usd.describe('What it may spend in a calendar month (UTC); null: no cap'),
  vendorKeys: z
    .partialRecord(z.enum(VENDORS), newVendorKeySchema.nullable())
    .optional()
    .describe('Its own keys; null takes one away'),
};

/** An account's name in paths and on tasks. */
export const accountIdSchema = z
  .string()
  .max(64)
  .regex(/^[a-z0-9][a-z0-9_-]*$/, 'is no name of an account: small letters, digits, - and _, 64 at most');

/** Body of `PUT /v1/accounts/{id}`: what is not named stays. */
export const setAccountSchema = z.strictObject(settings);

/** Body of `POST /v1/accounts`. */
export const createAccountSchema = z.strictObject({ id: accountIdSchema, ...settings });

/** {@link setAccountSchema}, once parsed. */
export type SetAccount = z.infer<typeof setAccountSchema>;
/** {@link createAccountSchema}, once parsed. */
export type CreateAccount = z.infer<typeof createAccountSchema>;

/** An account as it is told: never a key of it. */
export const accountSchema = z.object({
  id: z.string(),
  name: z.string(),
  created: z.number().int().optional().describe('Unix seconds; absent: it has always been there'),
  models: z.array(z.string()).optional().describe('Absent: all'),
  routes: z.array(z.string()).optional().describe('Absent: all'),
  ownKeysOnly: z.boolean(),
  share: z.number(),
  keepClipSec: z.number().int().optional().describe('Absent: as the server keeps them'),
  allowAddresses: z.array(z.string()),
  publishTo: z.string().optional(),
  dayUsd: z.number().optional().describe('Absent: no cap'),
  monthUsd: z.number().optional().describe('Absent: no cap'),
  vendorKeys: z.array(
    z.object({
      provider: z.string(),
      fingerprint: z.string().describe('Of the key: 12 hex digits of its SHA-256'),
      baseUrl: z.string(),
      created: z.number().int().describe('Unix seconds'),
    }),
  ),
});

/** {@link accountSchema} */
export type Account = z.infer<typeof accountSchema>;
