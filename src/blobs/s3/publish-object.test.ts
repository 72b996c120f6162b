import { createHash, randomBytes } from 'node:crypto';
import { afterEach, expect, it } from 'vitest';
import { BlobError } from '../blob-error.js';
import { type FakeS3, type FakeS3Options, startFakeS3 } from '../../../test/s3/fake-s3.js';
import { createS3Transport } from './calls/s3-transport.js';
import { publishObject, type PublishedObject } from './publish-object.js';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function newBucket(options: FakeS3Options = {}): Promise<FakeS3> {
  const fake = await startFakeS3(options);
  closing.push(() => fake.close());
  return fake;
}

async function* inChunks(bytes: Buffer): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.byteLength; at += 1_000_000)
    yield await Promise.resolve(bytes.subarray(at, at + 1_000_000));
}

function publish(fake: FakeS3, bytes: Buffer, names: readonly string[]): Promise<PublishedObject> {
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  return publishObject(
    { ...fake.config(), prefix: '' },
    {
      ...{ names, sha256, sizeBytes: bytes.byteLength, mediaType: 'video/mp4' },
      ...{ open: () => Promise.resolve(inChunks(bytes)), signal: new AbortController().signal },
    },
    { transport: createS3Transport(fake.agent), pause: () => Promise.resolve() },
  );
}

const [clip, other] = [randomBytes(5000), randomBytes(5000)];

it('sends a large clip in one call, which leaves no parts behind, and none of it the second time', async () => {
  const fake = await newBucket();
  const large = randomBytes(40 * 1024 ** 2);
  const published = await publish(fake, large, ['a/large.mp4']);
  expect(published).toEqual({ kind: 'published', url: `${fake.endpoint}/clips/a/large.mp4` });
  expect(fake.objects.get('a/large.mp4')?.bytes.equals(large)).toBe(true);
  expect(fake.calls.filter((call) => call.startsWith('POST'))).toEqual([]);
  const before = fake.calls.length;
  expect(await publish(fake, large, ['a/large.mp4'])).toEqual(published);
  expect(fake.calls.slice(before).map((call) => call.split(' ')[0])).toEqual(['HEAD', 'GET']);
});

it('writes a large clip over nothing, though it may not look what lies there', async () => {
  const fake = await newBucket({
    trouble: ({ method }) => (method === 'PUT' ? undefined : { kind: 'refuse', status: 403, code: 'AccessDenied' }),
  });
  const [theirs, ours] = [randomBytes(20 * 1024 ** 2), randomBytes(20 * 1024 ** 2)];
  await publish(fake, theirs, ['clip.mp4']);
  expect(await publish(fake, ours, ['clip.mp4', 'clip-2.mp4'])).toMatchObject({
    url: `${fake.endpoint}/clips/clip-2.mp4`,
  });
  expect(fake.objects.get('clip.mp4')?.bytes.equals(theirs)).toBe(true);
  expect(fake.objects.get('clip-2.mp4')?.bytes.equals(ours)).toBe(true);
});

it('reads a large clip anew for each try, and sends no other bytes than it was told of', async () => {
  let cut = 0;
  const fake = await newBucket({
    trouble: ({ method }) => {
      if (method !== 'PUT' || cut > 1) return undefined;
      cut += 1;
      return { kind: 'lose_call' };
    },
  });
  const large = randomBytes(20 * 1024 ** 2);
  expect(await publish(fake, large, ['clip.mp4'])).toMatchObject({ kind: 'published' });
  expect(cut).toBe(2);
  expect(fake.objects.get('clip.mp4')?.bytes.equals(large)).toBe(true);
});

it('is not tried again when its own bytes cannot be read', async () => {
  const fake = await newBucket();
  const gone = new BlobError('the blob is gone', { reason: 'missing', todo: 'Nothing.' });
  const bytes = randomBytes(5 * 1024 ** 2);
  async function* broken(): AsyncGenerator<Uint8Array> {
    yield await Promise.resolve(bytes.subarray(0, 1024 ** 2));
    throw gone;
  }
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const publishing = publishObject(
    { ...fake.config(), prefix: '' },
    {
      ...{ names: ['clip.mp4'], sha256, sizeBytes: bytes.byteLength, mediaType: 'video/mp4' },
      ...{ open: () => Promise.resolve(broken()), signal: new AbortController().signal },
    },
    { transport: createS3Transport(fake.agent), pause: () => Promise.resolve() },
  );
  await expect(publishing).rejects.toBe(gone);
  expect(fake.objects.size).toBe(0);
});

it.each([true, false])('writes over nothing (conditions known: %s)', async (knowsConditions) => {
  const fake = await newBucket({ knowsConditions });
  await publish(fake, other, ['clip.mp4']);
  expect(await publish(fake, clip, ['clip.mp4', 'clip-2.mp4'])).toMatchObject({
    url: `${fake.endpoint}/clips/clip-2.mp4`,
  });
  expect(await publish(fake, clip, ['clip.mp4'])).toEqual({ kind: 'taken' });
  expect(fake.objects.get('clip.mp4')?.bytes.equals(other)).toBe(true);
  expect(fake.objects.get('clip-2.mp4')?.bytes.equals(clip)).toBe(true);
});

it('is content with a key that may only write', async () => {
  const fake = await newBucket({
    trouble: ({ method }) => (method === 'PUT' ? undefined : { kind: 'refuse', status: 403, code: 'AccessDenied' }),
  });
  expect(await publish(fake, clip, ['clip.mp4'])).toMatchObject({ kind: 'published' });
  // It cannot be known that it is the same one.
  expect(await publish(fake, clip, ['clip.mp4', 'clip-2.mp4'])).toMatchObject({
    url: `${fake.endpoint}/clips/clip-2.mp4`,
  });
});

it('finds its own bytes behind an answer that was lost', async () => {
  let lost = 0;
  const fake = await newBucket({
    trouble: ({ method }) => {
      if (method !== 'PUT' || lost > 0) return undefined;
      lost += 1;
      return { kind: 'lose_answer' };
    },
  });
  expect(await publish(fake, clip, ['clip.mp4', 'clip-2.mp4'])).toMatchObject({
    url: `${fake.endpoint}/clips/clip.mp4`,
  });
  expect([...fake.objects.keys()]).toEqual(['clip.mp4']);
});

it('says what refuses it', async () => {
  const fake = await newBucket({ trouble: () => ({ kind: 'refuse', status: 404, code: 'NoSuchBucket' }) });
  await expect(publish(fake, clip, ['clip.mp4'])).rejects.toMatchObject({
    name: 'BlobError',
    message: expect.stringContaining('there is no such bucket') as string,
  });
});
