import { BlobError } from '../../blob-error.js';
import type { S3Call, S3Client } from './s3-client.js';
import { elementsOf, encodeXml, textOf } from './s3-xml.js';
import { createHash } from 'node:crypto';
import { headObject, type HashedBytes } from './objects.js';

/** An object that is written part by part, and is there once it is completed. Parts may be sent side by side. */
export interface MultipartUpload {
  /** Sends a part, numbered from 1; all are of one size (R2 wants that), at least 5 MiB, but for the last. @throws BlobError */
  readonly sendPart: (number: number, part: HashedBytes) => Promise<void>;
  /** Makes the object of `sizeBytes` out of the parts. @throws BlobError */
  readonly complete: (sizeBytes: number) => Promise<void>;
  /** Forgets the parts; what cannot be forgotten now is swept later. Never throws. */
  readonly abort: () => Promise<void>;
}

/** One that was begun and not ended. */
export interface OpenUpload {
  readonly name: string;
  readonly uploadId: string;
  readonly begunAtMs: number;
}

/** Putting the parts together may take minutes. */
const COMPLETE_MS = 300_000;

/** Begins one. Begun twice because an answer was lost, one is left over for the sweep. @throws BlobError */
export async function beginUpload(client: S3Client, name: string, signal?: AbortSignal): Promise<MultipartUpload> {
  const stop = signal === undefined ? {} : { signal };
  const begin: S3Call = { method: 'POST', key: name, query: { uploads: '' }, needs: 's3:PutObject', ...stop };
  const begun = await client.send(begin);
  if (begun.kind === 'refused') throw client.failure(begun.fault, begin);
  const uploadId = textOf(begun.text, 'UploadId');
  if (uploadId === undefined) throw notS3('an upload without an id');
  const tags = new Map<number, string>();

  return {
    async sendPart(number, { bytes, sha256 }) {
      const call: S3Call = {
        ...{ method: 'PUT', key: name, query: { partNumber: String(number), uploadId } },
        ...{ body: bytes, bodySha256: sha256, needs: 's3:PutObject' },
        ...stop,
      };
      const outcome = await client.send(call);
      if (outcome.kind === 'refused') throw client.failure(outcome.fault, call);
      const tag = outcome.headers.get('etag');
      if (tag === null) throw notS3('a part without an ETag');
      tags.set(number, tag);
    },
    async complete(sizeBytes) {
      const body = Buffer.from(partsXml(tags));
      const bodySha256 = createHash('sha256').update(body).digest('hex');
      const call: S3Call = {
        ...{ method: 'POST', key: name, query: { uploadId }, headers: { 'content-type': 'application/xml' } },
        ...{ body, bodySha256, needs: 's3:PutObject', answerMs: COMPLETE_MS },
        ...stop,
      };
      const outcome = await client.send(call);
      if (outcome.kind === 'ok') return;
      // Completed by a try whose answer was lost, the upload is known no more.
      const isGone = outcome.fault.code === 'NoSuchUpload' || outcome.fault.status === 404;
      if (isGone && (await headObject(client, name)) === sizeBytes) return;
      throw client.failure(outcome.fault, call);
    },
    abort: () => abortUpload(client, { name, uploadId }).catch(() => undefined),
  };
}

/** Forgets an upload; no error when it is gone. @throws BlobError */
export async function abortUpload(
  client: S3Client,
  { name, uploadId }: Pick<OpenUpload, 'name' | 'uploadId'>,
): Promise<void> {
  const call: S3Call = { method: 'DELETE', key: name, query: { uploadId }, needs: 's3:AbortMultipartUpload' };
  const outcome = await client.send(call);
  if (outcome.kind === 'refused' && outcome.fault.status !== 404) throw client.failure(outcome.fault, call);
}

/** Every upload below a prefix that was begun and not ended; none where the service cannot list them. @throws BlobError */
export async function* listUploads(client: S3Client, prefix: string): AsyncGenerator<OpenUpload, void, undefined> {
  let marker: Readonly<Record<string, string>> | undefined = {};
  while (marker !== undefined) {
    const call: S3Call = {
      ...{ method: 'GET', query: { uploads: '', prefix, ...marker }, needs: 's3:ListBucketMultipartUploads' },
    };
    const outcome = await client.send(call);
    if (outcome.kind === 'refused') {
      if (outcome.fault.status === 501 || outcome.fault.code === 'NotImplemented') return;
      throw client.failure(outcome.fault, call);
    }
    for (const entry of elementsOf(outcome.text, 'Upload')) {
      const name = textOf(entry, 'Key');
      const uploadId = textOf(entry, 'UploadId');
      const begunAtMs = Date.parse(textOf(entry, 'Initiated') ?? '');
      if (name !== undefined && uploadId !== undefined && !Number.isNaN(begunAtMs)) yield { name, uploadId, begunAtMs };
    }
    marker = nextMarker(outcome.text, marker);
  }
}

function nextMarker(xml: string, last: Readonly<Record<string, string>>): Readonly<Record<string, string>> | undefined {
  const key = textOf(xml, 'NextKeyMarker');
  const id = textOf(xml, 'NextUploadIdMarker');
  if (textOf(xml, 'IsTruncated') !== 'true' || key === undefined || id === undefined) return undefined;
  const isSame = last['key-marker'] === key && last['upload-id-marker'] === id;
  return isSame ? undefined : { 'key-marker': key, 'upload-id-marker': id };
}

function partsXml(tags: ReadonlyMap<number, string>): string {
  const parts = [...tags].sort(([one], [other]) => one - other);
  const list = parts.map(
    ([number, tag]) => `<Part><PartNumber>${number}</PartNumber><ETag>${encodeXml(tag)}</ETag></Part>`,
  );
  return `<CompleteMultipartUpload xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${list.join('')}</CompleteMultipartUpload>`;
}

function notS3(what: string): BlobError {
  const todo = 'Check that the endpoint in FIRSTFRAME_BLOBS is one of S3’s API.';
  return new BlobError(`The service answered with ${what}`, { reason: 'failed', todo });
}
