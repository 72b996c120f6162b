import { AwsV4Signer } from 'aws4fetch';
import type { S3Config } from '../s3-config.js';
import { plusFree } from './object-url.js';

/** What a signature is over. */
export interface UnsignedCall {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Of the body, in hexadecimal digits: the service checks it on arrival. */
  readonly bodySha256: string;
}

/** Signs calls with Signature Version 4 (docs.aws.amazon.com, "Authenticating Requests", 2025-10). */
export interface S3Signer {
  /** The headers to send, with `authorization` among them. Good for 15 minutes on the service's clock. */
  readonly headers: (call: UnsignedCall) => Promise<Readonly<Record<string, string>>>;
  /** A URL that whoever has it may GET for `expiresInSec`. */
  readonly presigned: (url: string, expiresInSec: number) => Promise<string>;
}

/** The SHA-256 of no bytes. */
export const EMPTY_SHA256 = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';

/** Makes a signer. */
export function createS3Signer(
  { credentials, region }: Pick<S3Config, 'credentials' | 'region'>,
  nowMs: () => number,
): S3Signer {
  // The key of a day takes four rounds to derive.
  let cache = new Map<string, ArrayBuffer>();
  const common = () => {
    if (cache.size > 2) cache = new Map();
    return { ...credentials, region, service: 's3', cache, datetime: toAwsTime(nowMs()) };
  };
  return {
    headers: async ({ method, url, headers, bodySha256 }) => {
      const all = { ...headers, 'x-amz-content-sha256': bodySha256 };
      const signed = await new AwsV4Signer({ ...common(), method, url, headers: all }).sign();
      return Object.fromEntries(signed.headers.entries());
    },
    presigned: async (url, expiresInSec) => {
      const asked = new URL(url);
      asked.searchParams.set('X-Amz-Expires', String(expiresInSec));
      const signed = await new AwsV4Signer({ ...common(), method: 'GET', url: asked.href, signQuery: true }).sign();
      return plusFree(signed.url);
    },
  };
}

/** `20130524T000000Z` */
function toAwsTime(ms: number): string {
  return new Date(ms).toISOString().replace(/[:-]|\.\d{3}/g, '');
}
