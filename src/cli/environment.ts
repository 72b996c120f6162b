import { AppError } from '../contract/errors.js';
import type { VendorKeys } from '../contract/vendor-keys.js';
import { parseAllowedAddresses } from '../net/judge-address.js';
import type { ServerAddress } from './line/open-line.js';
import { readVendorKeys } from './vendor-keys.js';

/** What the environment says; a variable that is empty counts as absent. */
export interface Environment {
  readonly defaultModel: string;
  readonly dumbTerminal: boolean;
  /** FIRSTFRAME_URL and FIRSTFRAME_API_KEY; absent: commands work on the data folder. */
  readonly server: ServerAddress | undefined;
  /** FIRSTFRAME_DATA; absent: the user's own. */
  readonly dataFolder: string | undefined;
  /** FIRSTFRAME_DATABASE_URL; absent: SQLite in the data folder. */
  readonly databaseUrl: string | undefined;
  /** FIRSTFRAME_PUBLIC_URL: where the outside reaches `serve`. */
  readonly publicUrl: string | undefined;
  readonly secretKey: string | undefined;
  readonly adminKey: string | undefined;
  readonly webhookSecret: string | undefined;
  /** The keys at vendors that are set, with where their APIs are. */
  readonly vendorKeys: VendorKeys;
  /** FIRSTFRAME_POLL_MS; absent: each model's own pace. */
  readonly pollMs: number | undefined;
  /** FIRSTFRAME_PRICES: a file. */
  readonly pricesFile: string | undefined;
  /** OTEL_EXPORTER_OTLP_ENDPOINT: where traces go; absent: none are taken. */
  readonly otlpEndpoint: string | undefined;
  /** FIRSTFRAME_ALERT_URL: where a person is told of what needs one. */
  readonly alertUrl: string | undefined;
  /** FIRSTFRAME_ALLOW_ADDRESSES, its list taken apart. */
  readonly allowAddresses: readonly string[];
  /** FIRSTFRAME_BLOBS with the AWS_ variables that go with it; absent: blobs are in the data folder. */
  readonly bucket: BucketVariables | undefined;
  /** The AWS_ variables by themselves, for clips that are written to a bucket; absent: no key is set. */
  readonly publishing: PublishVariables | undefined;
  readonly xdgDataHome: string | undefined;
  readonly localAppData: string | undefined;
}

/** A key of S3. */
export interface PublishVariables {
  readonly credentials: {
    readonly accessKeyId: string;
    readonly secretAccessKey: string;
    readonly sessionToken?: string;
  };
  readonly region: string | undefined;
}

/** What names a bucket, read further where it is opened. */
export interface BucketVariables {
  readonly blobsUrl: string;
  readonly accessKeyId: string | undefined;
  readonly secretAccessKey: string | undefined;
  readonly sessionToken: string | undefined;
  readonly region: string | undefined;
}

/** An admin key is guessed at over the network, so it must be beyond guessing. */
const ADMIN_KEY_MIN = 16;

/**
 * Reads the environment.
 * @throws AppError `bad_usage` for a value that cannot be meant
 */
export function readEnvironment(variables: Readonly<Record<string, string | undefined>>): Environment {
  const read = (name: string): string | undefined => {
    const value = variables[name]?.trim();
    return value === '' ? undefined : value;
  };
  const url = readUrl('FIRSTFRAME_URL', read('FIRSTFRAME_URL'), /^https?:$/);
  return {
    defaultModel: read('FIRSTFRAME_MODEL') ?? 'local/motion',
    dumbTerminal: variables['TERM'] === 'dumb',
    server: url === undefined ? undefined : { url, apiKey: read('FIRSTFRAME_API_KEY') },
    dataFolder: read('FIRSTFRAME_DATA'),
    databaseUrl: readUrl('FIRSTFRAME_DATABASE_URL', read('FIRSTFRAME_DATABASE_URL'), /^postgres(ql)?:$/),
    publicUrl: readUrl('FIRSTFRAME_PUBLIC_URL', read('FIRSTFRAME_PUBLIC_URL'), /^https?:$/),
    secretKey: read('FIRSTFRAME_SECRET_KEY'),
    adminKey: readAdminKey(read('FIRSTFRAME_ADMIN_KEY')),
    webhookSecret: read('FIRSTFRAME_WEBHOOK_SECRET'),
    vendorKeys: readVendorKeys(read),
    pollMs: readPollMs(read('FIRSTFRAME_POLL_MS')),
    pricesFile: read('FIRSTFRAME_PRICES'),
    otlpEndpoint: readUrl('OTEL_EXPORTER_OTLP_ENDPOINT', read('OTEL_EXPORTER_OTLP_ENDPOINT'), /^https?:$/),
    alertUrl: readUrl('FIRSTFRAME_ALERT_URL', read('FIRSTFRAME_ALERT_URL'), /^https?:$/),
    allowAddresses: readAddresses('FIRSTFRAME_ALLOW_ADDRESSES', read('FIRSTFRAME_ALLOW_ADDRESSES')),
    bucket: readBucket(read),
    publishing: readPublishing(read),
    xdgDataHome: read('XDG_DATA_HOME'),
    localAppData: read('LOCALAPPDATA'),
  };
}

/** The value itself is not told: a database's has a password in it. */
function readUrl(field: string, value: string | undefined, protocol: RegExp): string | undefined {
  if (value === undefined || (URL.canParse(value) && protocol.test(new URL(value).protocol))) return value;
  const begins = field === 'FIRSTFRAME_DATABASE_URL' ? 'postgres://' : 'https:// or http://';
  throw new AppError('bad_usage', `${field} is not a URL of its kind`, { field, todo: `It begins with ${begins}.` });
}

function readBucket(read: (name: string) => string | undefined): BucketVariables | undefined {
  const blobsUrl = read('FIRSTFRAME_BLOBS');
  if (blobsUrl === undefined) return undefined;
  return {
    blobsUrl,
    accessKeyId: read('AWS_ACCESS_KEY_ID'),
    secretAccessKey: read('AWS_SECRET_ACCESS_KEY'),
    sessionToken: read('AWS_SESSION_TOKEN'),
    region: read('AWS_REGION'),
  };
}

/** A key that cannot be one is as good as none here: FIRSTFRAME_BLOBS alone makes it an error. */
function readPublishing(read: (name: string) => string | undefined): PublishVariables | undefined {
  const accessKeyId = read('AWS_ACCESS_KEY_ID');
  const secretAccessKey = read('AWS_SECRET_ACCESS_KEY');
  const sessionToken = read('AWS_SESSION_TOKEN');
  if (accessKeyId === undefined || secretAccessKey === undefined) return undefined;
  if (![accessKeyId, secretAccessKey, sessionToken ?? '-'].every((word) => /^[\x21-\x7e]+$/.test(word)))
    return undefined;
  const credentials = { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
  return { credentials, region: read('AWS_REGION') };
}

/** Below this a vendor is flooded; above it a clip is found a day late. */
const POLL_MS = { min: 10, max: 3_600_000 };

function readPollMs(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const pollMs = Number(value);
  if (Number.isInteger(pollMs) && pollMs >= POLL_MS.min && pollMs <= POLL_MS.max) return pollMs;
  const field = 'FIRSTFRAME_POLL_MS';
  const todo = `Give a whole number of ms from ${POLL_MS.min} to ${POLL_MS.max}, or leave it out.`;
  throw new AppError('bad_usage', `${field} is "${value}"`, { field, todo });
}

function readAdminKey(value: string | undefined): string | undefined {
  const field = 'FIRSTFRAME_ADMIN_KEY';
  if (value === undefined || (value.length >= ADMIN_KEY_MIN && /^[\x21-\x7e]+$/.test(value))) return value;
  const message = `${field} has ${value.length} characters, or blanks among them; ${ADMIN_KEY_MIN} or more are needed`;
  throw new AppError('bad_usage', message, { field, todo: 'Use what openssl rand -hex 32 prints.' });
}

/** A slip here would fail every call to outside, and none of them would say why. */
function readAddresses(field: string, value = ''): readonly string[] {
  const entries = value.split(/[\s,]+/).filter((entry) => entry !== '');
  for (const entry of entries) {
    try {
      parseAllowedAddresses([entry]);
    } catch (cause) {
      const message = `${field} has "${entry}" in it, which is neither an address nor a CIDR block`;
      throw new AppError('bad_usage', message, { field, todo: 'Write it like 10.0.0.0/8 or fd00::/8.', cause });
    }
  }
  return entries;
}
