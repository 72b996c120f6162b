import { BlobError, type BlobFailure } from '../../blob-error.js';
import { isErrorXml, textOf } from './s3-xml.js';

/** A refusal of the service. Nothing of it is secret. */
export interface S3Fault {
  readonly status: number;
  /** The service's own word (`NoSuchKey`); undefined where it gave none, as for HEAD. */
  readonly code: string | undefined;
  /** Where the bucket is, when that was said. */
  readonly region: string | undefined;
  readonly requestId: string | undefined;
  /** The service's clock when it answered, ms since 1970. */
  readonly atMs: number | undefined;
  /** How long it wants to be left alone. */
  readonly retryAfterMs: number | undefined;
}

/** What a failure is told about. */
export interface S3Place {
  /** `s3://bucket/prefix at https://host` */
  readonly name: string;
  /** What the key must be allowed to do: `s3:PutObject`. */
  readonly needs: string;
  readonly region: string;
  readonly nowMs: number;
}

/** Reads a refusal. `text` is its body. */
export function readFault(status: number, headers: Headers, text: string): S3Fault {
  const isXml = isErrorXml(text);
  const read = (name: string, form: RegExp): string | undefined => {
    const value = isXml ? textOf(text, name)?.trim() : undefined;
    return value !== undefined && form.test(value) ? value : undefined;
  };
  const date = Date.parse(headers.get('date') ?? '');
  const retryAfterSec = Number(headers.get('retry-after') ?? Number.NaN);
  return {
    status,
    code: read('Code', /^\w{1,64}$/),
    region: plain(headers.get('x-amz-bucket-region')) ?? read('Region', /^[a-z0-9-]{1,40}$/),
    requestId: plain(headers.get('x-amz-request-id')) ?? read('RequestId', /^[\w-]{1,64}$/),
    atMs: Number.isNaN(date) ? undefined : date,
    retryAfterMs: retryAfterSec >= 0 ? retryAfterSec * 1000 : undefined,
  };
}

const PASSING = new Set([
  ...['SlowDown', 'InternalError', 'ServiceUnavailable', 'RequestTimeout', 'OperationAborted', 'RequestLimitExceeded'],
  ...[
    'ConditionalRequestConflict',
    'Throttling',
    'ThrottlingException',
    'TooManyRequests',
    'BadDigest',
    'IncompleteBody',
  ],
  'XAmzContentSHA256Mismatch',
]);

/** Whether the same call may go through in a moment. A digest that does not match was spoilt on the way: we hash what we send. */
export function passes({ status, code }: S3Fault): boolean {
  if (code !== undefined && PASSING.has(code)) return true;
  return status === 408 || status === 429 || (status >= 500 && status !== 501 && status !== 507);
}

/**
 * Whether it is said that this one object is not there: not its bucket, and not by a proxy, which has no such word. What is missing may be
 * forgotten.
 */
export function isNoSuchKey({ status, code }: S3Fault): boolean {
  return status === 404 && code === 'NoSuchKey';
}

/** A refusal in words, with what to do. */
export function s3Failure(fault: S3Fault, place: S3Place, cause?: unknown): BlobError {
  const { fact, todo, reason = 'failed' } = explain(fault, place);
  const request = fault.requestId === undefined ? '' : `, request ${fault.requestId}`;
  const answer = `${fault.status}${fault.code === undefined ? '' : ` ${fault.code}`}${request}`;
  return new BlobError(`${place.name}: ${fact} (${answer})`, { reason, todo, cause });
}

/** What the network threw, after the last try. */
export function s3Unreachable(place: S3Place, tries: number, cause: unknown): BlobError {
  const code = cause instanceof Error && 'code' in cause && typeof cause.code === 'string' ? ` (${cause.code})` : '';
  return new BlobError(`${place.name}: no whole answer in ${tries} tries${code}`, {
    reason: 'failed',
    todo: 'Check the endpoint in FIRSTFRAME_BLOBS, its name and its certificate, and the network between; work goes on by itself.',
    cause,
  });
}

interface Explained {
  readonly fact: string;
  readonly todo: string;
  readonly reason?: BlobFailure;
}

function explain(fault: S3Fault, place: S3Place): Explained {
  const { status, code } = fault;
  switch (code) {
    case 'InvalidAccessKeyId':
      return {
        fact: 'the service does not know this access key',
        todo: 'Set AWS_ACCESS_KEY_ID to a key of this service; one of another account or endpoint does not count.',
      };
    case 'SignatureDoesNotMatch':
      return {
        fact: 'the signature is not right',
        todo: 'Copy AWS_SECRET_ACCESS_KEY again; where it is right, a proxy changes calls on their way, or style= is the other one.',
      };
    case 'ExpiredToken':
    case 'InvalidToken':
    case 'TokenRefreshRequired':
      return {
        fact: 'the session token is no longer good, or is not of this key',
        todo: 'Renew AWS_SESSION_TOKEN together with its two keys, and start again.',
      };
    case 'RequestTimeTooSkewed':
      return {
        fact: `the clock of this machine is ${skew(fault, place)}`,
        todo: 'Let it keep time (NTP); signatures are good for 15 minutes.',
      };
    case 'NoSuchBucket':
      return {
        fact: 'there is no such bucket',
        todo: 'Make it, or correct its name, endpoint or region in FIRSTFRAME_BLOBS.',
      };
    case 'InvalidBucketName':
      return {
        fact: 'the service takes this for no name of a bucket',
        todo: 'Correct FIRSTFRAME_BLOBS; style=path or style=virtual decides on where the name goes.',
      };
    case 'AuthorizationHeaderMalformed':
    case 'PermanentRedirect':
    case 'TemporaryRedirect':
    case 'IllegalLocationConstraintException':
      return wrongRegion(fault, place);
    case 'QuotaExceeded':
    case 'XMinioStorageFull':
    case 'XMinioAdminBucketQuotaExceeded':
      return FULL;
    default:
  }
  if (status === 301 || status === 307 || status === 308 || (status === 400 && fault.region !== undefined)) {
    return wrongRegion(fault, place);
  }
  if (status === 507) return FULL;
  if (status === 401 || status === 403) {
    const todo = `Allow the key ${place.needs} there, and s3:ListBucket on the bucket: without it a missing object is refused, too.`;
    return { fact: 'the key has no right to do this', todo };
  }
  if (passes(fault))
    return {
      fact: 'the service has trouble',
      todo: 'Nothing needs to be done unless it stays; then look at its status page.',
    };
  return {
    fact: 'the service refused the call',
    todo: `Check that the endpoint is one of S3's API, and ask its operator about the request.`,
  };
}

const FULL: Explained = {
  fact: 'no room left in the bucket',
  todo: 'Raise its quota or free some space; what is stored is safe, and work goes on by itself.',
  reason: 'full',
};

function wrongRegion({ region }: S3Fault, place: S3Place): Explained {
  if (region === undefined || region === place.region) {
    return { fact: 'the bucket is somewhere else', todo: 'Correct region= or endpoint= in FIRSTFRAME_BLOBS.' };
  }
  const todo = `Write region=${region} in FIRSTFRAME_BLOBS, and the endpoint of that region if you name one.`;
  return { fact: `the bucket is in ${region}, not in ${place.region}`, todo };
}

function skew({ atMs }: S3Fault, { nowMs }: S3Place): string {
  if (atMs === undefined) return 'too far off';
  const offSec = Math.round((nowMs - atMs) / 1000);
  return `${Math.abs(offSec)} s ${offSec < 0 ? 'behind' : 'ahead'}`;
}

function plain(value: string | null): string | undefined {
  return value !== null && /^[\w-]{1,64}$/.test(value) ? value : undefined;
}
