import { AppError } from '../../contract/errors.js';
import { awsEndpoint } from './aws-endpoint.js';

/** A bucket, where it is, and the keys to it. */
export interface S3Config {
  readonly bucket: string;
  /** What every name in the bucket begins with: empty, or ending with a slash. */
  readonly prefix: string;
  /** The service's origin, without the bucket: `https://s3.eu-west-1.amazonaws.com`. */
  readonly endpoint: string;
  /** What signatures are made for. */
  readonly region: string;
  /** Whether the bucket's name is the first part of the path, or of the host. */
  readonly style: 'path' | 'virtual';
  readonly credentials: S3Credentials;
}

/** Who calls. */
export interface S3Credentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Of credentials that expire; URLs that are presigned with them die with them. */
  readonly sessionToken?: string;
}

/** The variables that name a bucket, as they are in the environment. */
export interface S3Variables {
  /** FIRSTFRAME_BLOBS: `s3://bucket/prefix?endpoint=…&region=…&style=path|virtual`. */
  readonly blobsUrl: string;
  /** AWS_ACCESS_KEY_ID */
  readonly accessKeyId: string | undefined;
  /** AWS_SECRET_ACCESS_KEY */
  readonly secretAccessKey: string | undefined;
  /** AWS_SESSION_TOKEN */
  readonly sessionToken: string | undefined;
  /** AWS_REGION: where the URL names none. */
  readonly region: string | undefined;
}

const FIELD = 'FIRSTFRAME_BLOBS';
const FORM = 'Write it like s3://bucket/prefix?endpoint=https://host&region=eu-west-1&style=path.';
const PARAMETERS = ['endpoint', 'region', 'style'];

/**
 * Reads the variables. Without an endpoint the bucket is at AWS, in the host's name; with one it is in the path, as R2, MinIO and
 * Google Cloud Storage have it, and the region may be left out.
 * @throws AppError `bad_usage`, which repeats nothing that may be secret
 */
export function readS3Config(variables: S3Variables): S3Config {
  const url = parse(variables.blobsUrl);
  const parameters = url.searchParams;
  const unknown = [...parameters.keys()].find((name) => !PARAMETERS.includes(name));
  if (unknown !== undefined) throw bad(`has the parameter "${unknown.slice(0, 40)}", which is none of its own`);
  const bucket = readBucket(url.host);
  const prefix = readPrefix(url.pathname);
  const asked = parameters.get('endpoint');
  const region = readRegion(parameters.get('region') ?? variables.region, asked !== null);
  const style = readStyle(parameters.get('style'), { bucket, isAws: asked === null });
  const endpoint = asked === null ? awsEndpoint(region) : readEndpoint(asked);
  return { bucket, prefix, endpoint, region, style, credentials: readCredentials(variables) };
}

function parse(text: string): URL {
  if (!/^s3:\/\//i.test(text) || !URL.canParse(text)) throw bad('is not a URL that begins with s3://');
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') {
    throw bad('has credentials in it', 'Put them into AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.');
  }
  if (url.hash !== '') throw bad('has a # in it');
  return url;
}

function readBucket(name: string): string {
  if (/^[a-z0-9][a-z0-9._-]{1,61}[a-z0-9]$/.test(name) && !name.includes('..')) return name;
  throw bad('names no bucket, or one that cannot be: 3 to 63 small letters, digits, dots and hyphens');
}

/** Only what needs no encoding, so that every service signs the same text. */
function readPrefix(pathname: string): string {
  const trimmed = pathname.replace(/^\/+|\/+$/g, '');
  if (trimmed === '') return '';
  const isPlain = trimmed.split('/').every((part) => /^[A-Za-z0-9._-]+$/.test(part) && !/^\.+$/.test(part));
  if (isPlain && trimmed.length <= 512) return `${trimmed}/`;
  throw bad(
    'has a prefix with something else in it than letters, digits, dots, hyphens, underscores and single slashes',
  );
}

function readRegion(region: string | undefined, hasEndpoint: boolean): string {
  if (region === undefined || region === '') {
    if (hasEndpoint) return 'us-east-1';
    throw bad('names no region, and AWS_REGION is not set', 'Add ?region=… with the region of the bucket.');
  }
  if (/^[a-z0-9-]{1,40}$/.test(region)) return region;
  throw bad('names a region that cannot be', 'Write it like eu-west-1; AWS_REGION counts where the URL names none.');
}

function readStyle(style: string | null, about: { bucket: string; isAws: boolean }): S3Config['style'] {
  if (style === 'path' || style === 'virtual') return style;
  if (style !== null) throw bad('has another style than path or virtual');
  // A certificate for *.host covers no bucket with a dot in its name.
  return about.isAws && !about.bucket.includes('.') ? 'virtual' : 'path';
}

function readEndpoint(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  const isOrigin =
    url !== undefined && /^https?:$/.test(url.protocol) && url.pathname === '/' && url.search === '' && url.hash === '';
  if (!isOrigin || url.username !== '' || url.password !== '') {
    throw bad('has an endpoint that is not an origin like https://host or http://host:9000');
  }
  return url.origin;
}

function readCredentials({ accessKeyId, secretAccessKey, sessionToken }: S3Variables): S3Credentials {
  const missing =
    accessKeyId === undefined
      ? 'AWS_ACCESS_KEY_ID'
      : secretAccessKey === undefined
        ? 'AWS_SECRET_ACCESS_KEY'
        : undefined;
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    const todo = 'Set the two to a key that may read and write in the bucket.';
    throw new AppError('bad_usage', `${FIELD} is set and ${missing ?? 'a key'} is not`, {
      field: missing ?? FIELD,
      todo,
    });
  }
  for (const [field, value] of Object.entries({
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
  })) {
    if (/^[\x21-\x7e]+$/.test(value)) continue;
    throw new AppError('bad_usage', `${field} has characters in it that no key has`, { field, todo: 'Copy it again.' });
  }
  return { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) };
}

function bad(what: string, todo = FORM): AppError {
  return new AppError('bad_usage', `${FIELD} ${what}`, { field: FIELD, todo });
}
