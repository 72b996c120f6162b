import { describe, expect, it } from 'vitest';
import { AppError } from '../../contract/errors.js';
import { readS3Config, type S3Variables } from './s3-config.js';

const KEYS: Omit<S3Variables, 'blobsUrl'> = {
  accessKeyId: 'AKIATESTS',
  secretAccessKey: 'very/secret+key=',
  sessionToken: undefined,
  region: 'eu-west-1',
};
const read = (blobsUrl: string, change: Partial<S3Variables> = {}) => readS3Config({ ...KEYS, blobsUrl, ...change });

function failureOf(blobsUrl: string, change: Partial<S3Variables> = {}): AppError {
  try {
    read(blobsUrl, change);
  } catch (error) {
    if (error instanceof AppError) return error;
  }
  throw new Error('it was not refused');
}

describe('FIRSTFRAME_BLOBS', () => {
  it.each<[string, Partial<S3Variables>, object]>([
    [
      's3://clips',
      {},
      { prefix: '', endpoint: 'https://s3.eu-west-1.amazonaws.com', region: 'eu-west-1', style: 'virtual' },
    ],
    ['s3://clips/a/b/', {}, { prefix: 'a/b/' }],
    ['s3://clips?region=us-west-2', {}, { endpoint: 'https://s3.us-west-2.amazonaws.com', region: 'us-west-2' }],
    ['s3://clips?region=cn-north-1', {}, { endpoint: 'https://s3.cn-north-1.amazonaws.com.cn' }],
    ['s3://clips.example.com', {}, { bucket: 'clips.example.com', style: 'path' }],
    [
      's3://clips/x?endpoint=https://0a1b.r2.cloudflarestorage.com&region=auto',
      {},
      { endpoint: 'https://0a1b.r2.cloudflarestorage.com', region: 'auto', style: 'path', prefix: 'x/' },
    ],
    [
      's3://clips?endpoint=http://minio:9000',
      { region: undefined },
      { endpoint: 'http://minio:9000', region: 'us-east-1', style: 'path' },
    ],
    ['s3://clips?endpoint=https%3A%2F%2Fs3.example&style=virtual', {}, { style: 'virtual' }],
    [
      's3://clips',
      { sessionToken: 'token' },
      { credentials: expect.objectContaining({ sessionToken: 'token' }) as object },
    ],
  ])('%s is read', (url, change, expected) => {
    expect(read(url, change)).toMatchObject({ bucket: expect.stringMatching(/^clips/) as string, ...expected });
  });

  it.each([
    ['https://clips.s3.amazonaws.com', /begins with s3/],
    ['clips/prefix', /begins with s3/],
    ['s3://', /no bucket|s3:\/\//],
    ['s3://Clips', /no bucket/],
    ['s3://ab', /no bucket/],
    ['s3://clips/a//b', /prefix/],
    ['s3://clips/a%2fb', /prefix/],
    ['s3://clips/ä', /prefix/],
    ['s3://clips?regoin=eu-west-1', /parameter "regoin"/],
    ['s3://clips?style=host', /style/],
    ['s3://clips?endpoint=minio:9000', /endpoint/],
    ['s3://clips?endpoint=https://host/path', /endpoint/],
    ['s3://clips?endpoint=https://me:hidden@host', /endpoint/],
    ['s3://clips?region=EU West', /region/],
    ['s3://AKIA:hidden@clips', /credentials/],
  ])('%s is bad usage that says what to write', (url, message) => {
    const failure = failureOf(url);
    expect(failure).toMatchObject({ code: 'bad_usage', field: 'FIRSTFRAME_BLOBS' });
    expect(failure.message).toMatch(message);
    expect(`${failure.message} ${String(failure.todo)}`).not.toContain('hidden');
  });

  it('needs a region at AWS, and both keys everywhere', () => {
    expect(failureOf('s3://clips', { region: undefined }).message).toContain('AWS_REGION');
    expect(failureOf('s3://clips', { accessKeyId: undefined }).message).toContain('AWS_ACCESS_KEY_ID is not');
    expect(failureOf('s3://clips', { secretAccessKey: undefined }).message).toContain('AWS_SECRET_ACCESS_KEY is not');
    const broken = failureOf('s3://clips', { secretAccessKey: 'very secret' });
    expect(broken.message).toContain('AWS_SECRET_ACCESS_KEY');
    expect(broken.message).not.toContain('very');
  });
});
