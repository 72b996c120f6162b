import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { FakeS3Options, S3Trouble } from '../../../test/s3/fake-s3.js';
import { BlobError } from '../blob-error.js';
import { type OpenBucket, openBucket } from '../../../test/s3/open-bucket.js';
import { createS3Transport } from './calls/s3-transport.js';
import type { S3Config } from './s3-config.js';

const SECRET = 'wJalrXUtnFEMI/K7MDENG';
const TOKEN = 'FwoGZXIvYXdzEBYaD';

let bucket: OpenBucket;
afterEach(() => bucket.remove());

/** What opening a store ends with. Whatever it says, no secret is in it, nor in what lies under it. */
async function failureOf(
  options: FakeS3Options,
  change: (config: S3Config) => S3Config = (config) => config,
): Promise<BlobError> {
  bucket = await openBucket({ secretAccessKey: SECRET, sessionToken: TOKEN, ...options });
  const failure = await bucket.open({ config: change(bucket.fake.config()) }).catch((error: unknown) => error);
  if (!(failure instanceof BlobError)) throw new Error('it was opened');
  for (let error: unknown = failure; error instanceof Error; error = error.cause) {
    expect(`${error.message} ${String(error.stack)} ${JSON.stringify(error)}`).not.toMatch(
      new RegExp(`${SECRET}|${TOKEN}|[Ss]ignature=|other-secret`),
    );
  }
  return failure;
}

const credentials =
  (change: Partial<S3Config['credentials']>) =>
  (config: S3Config): S3Config => ({ ...config, credentials: { ...config.credentials, ...change } });

const answering = (trouble: S3Trouble): FakeS3Options => ({ trouble: () => trouble });

describe('a bucket that refuses', () => {
  it.each<[string, FakeS3Options, ((config: S3Config) => S3Config) | undefined, RegExp, RegExp]>([
    [
      'an unknown key',
      {},
      credentials({ accessKeyId: 'AKIAOTHER' }),
      /does not know this access key/,
      /AWS_ACCESS_KEY_ID/,
    ],
    ['a wrong secret', {}, credentials({ secretAccessKey: 'other-secret' }), /signature/, /AWS_SECRET_ACCESS_KEY/],
    ['an old session token', {}, credentials({ sessionToken: 'old' }), /session token/, /AWS_SESSION_TOKEN/],
    [
      'a wrong region',
      {},
      (config) => ({ ...config, region: 'us-west-2' }),
      /in eu-west-1, not in us-west-2/,
      /region=eu-west-1/,
    ],
    [
      'a bucket that is not there',
      {},
      (config) => ({ ...config, bucket: 'other' }),
      /no such bucket/,
      /FIRSTFRAME_BLOBS/,
    ],
    ['a clock that is off', { nowMs: () => Date.now() + 3_600_000 }, undefined, /clock of this machine/, /NTP/],
    [
      'a right that is missing',
      answering({ kind: 'refuse', status: 403, code: 'AccessDenied' }),
      undefined,
      /no right/,
      /s3:GetObject there, and s3:ListBucket/,
    ],
    [
      'another place',
      answering({
        kind: 'refuse',
        status: 301,
        code: 'PermanentRedirect',
        headers: { 'x-amz-bucket-region': 'ap-south-1' },
      }),
      undefined,
      /in ap-south-1, not in eu-west-1/,
      /region=ap-south-1/,
    ],
    [
      'a way of its own',
      answering({ kind: 'refuse', status: 418, code: 'Teapot' }),
      undefined,
      /refused the call \(418 Teapot/,
      /endpoint/,
    ],
  ])('because of %s says so, at once', async (_, options, change, message, todo) => {
    const failure = await failureOf(options, change);
    expect(failure).toMatchObject({ reason: 'failed' });
    expect(failure.message).toMatch(message);
    expect(failure.message).toContain('request 4442587FB7D0A2F9');
    expect(failure.todo).toMatch(todo);
    expect(bucket.waitsMs).toEqual([]);
  });

  it('says by how much a clock is off', async () => {
    const trouble: S3Trouble = {
      ...{ kind: 'refuse', status: 403, code: 'RequestTimeTooSkewed' },
      headers: { date: new Date(Date.now() + 1_000_000).toUTCString() },
    };
    expect((await failureOf(answering(trouble))).message).toMatch(/clock of this machine is (999|1000|1001) s behind/);
  });

  it('is full where its quota is used up', async () => {
    const failure = await failureOf(answering({ kind: 'refuse', status: 507, code: 'XMinioStorageFull' }));
    expect(failure).toMatchObject({ reason: 'full', retryable: true });
  });

  it('is told of after seven tries where it has trouble', async () => {
    const failure = await failureOf(answering({ kind: 'refuse', status: 500, code: 'InternalError' }));
    expect(failure.message).toContain('the service has trouble (500 InternalError');
    expect(bucket.waitsMs).toHaveLength(6);
  });

  it('is told of after seven tries where nothing listens', async () => {
    const free = createServer();
    await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve));
    const { port } = free.address() as AddressInfo;
    await new Promise((resolve) => free.close(resolve));
    const failure = await failureOf({}, (config) => ({ ...config, endpoint: `http://127.0.0.1:${port}` }));
    expect(failure.message).toContain('no whole answer in 7 tries (ECONNREFUSED)');
    expect(failure.todo).toContain('endpoint');
  });

  it('is not taken for an S3 when it answers with pages', async () => {
    bucket = await openBucket();
    bucket.fake.objects.set('firstframe/store-id', { bytes: Buffer.from('<html>'), etag: '"1"', modifiedAtMs: 0 });
    await expect(bucket.open()).rejects.toMatchObject({
      reason: 'failed',
      todo: expect.stringContaining('backup') as string,
    });
  });
});

it('gives one id to those who open it at once', async () => {
  bucket = await openBucket();
  const stores = await Promise.all(Array.from({ length: 8 }, () => bucket.open()));
  expect(new Set(stores.map(({ id }) => id)).size).toBe(1);
  expect(bucket.fake.calls.filter((call) => call.startsWith('PUT') && call.endsWith('200'))).toHaveLength(1);
});

it('calls nothing missing that only a proxy says it of', async () => {
  bucket = await openBucket();
  const store = await bucket.open({
    transport: async (call) => {
      const reply = await createS3Transport(bucket.fake.agent)(call);
      if (!call.url.includes('/blobs/')) return reply;
      reply.discard();
      const page = async function* (): AsyncGenerator<Uint8Array> {
        yield await Promise.resolve(Buffer.from('<html><Code>NoSuchKey</Code></html>'));
      };
      return { status: 404, headers: new Headers(), body: page(), discard: () => undefined };
    },
  });
  await expect(store.open(`${'a'.repeat(64)}-abcdefgh`)).rejects.toMatchObject({ reason: 'failed' });
});

it('calls nothing missing when its bucket has gone', async () => {
  let isGone = false;
  bucket = await openBucket({
    trouble: () => (isGone ? { kind: 'refuse', status: 404, code: 'NoSuchBucket' } : undefined),
  });
  const store = await bucket.open();
  isGone = true;
  const key = `${'a'.repeat(64)}-abcdefgh`;
  await expect(store.open(key)).rejects.toMatchObject({ reason: 'failed', retryable: true });
  await expect(store.withFile(key, () => Promise.resolve())).rejects.toMatchObject({ reason: 'failed' });
});
