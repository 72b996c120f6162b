import type { S3Call, S3Client } from './s3-client.js';
import { isNoSuchKey } from './s3-failure.js';
import { elementsOf, textOf } from './s3-xml.js';
import { EMPTY_SHA256 } from './sign-call.js';

/** One object of a list. */
export interface ListedObject {
  readonly name: string;
  readonly sizeBytes: number;
  readonly modifiedAtMs: number;
}

/** Bytes and their hash. */
export interface HashedBytes {
  readonly bytes: Uint8Array;
  readonly sha256: string;
}

/** A copy inside the service takes its time: some seconds a GB. */
const COPY_MS = 300_000;

/** Writes an object; done twice, it is the same object. @throws BlobError */
export async function putObject(
  client: S3Client,
  name: string,
  { bytes, sha256 }: HashedBytes,
  signal?: AbortSignal,
): Promise<void> {
  const call: S3Call = {
    ...{ method: 'PUT', key: name, body: bytes, bodySha256: sha256, needs: 's3:PutObject' },
    ...(signal === undefined ? {} : { signal }),
  };
  const outcome = await client.send(call);
  if (outcome.kind === 'refused') throw client.failure(outcome.fault, call);
}

/**
 * Writes an object unless there is one. `false`: there is one, and after a try whose answer was lost it may be this one: read it.
 * A service that knows no such condition writes, and whoever comes last stays.
 * @throws BlobError
 */
export async function putFirst(client: S3Client, name: string, { bytes, sha256 }: HashedBytes): Promise<boolean> {
  const plain: S3Call = { method: 'PUT', key: name, body: bytes, bodySha256: sha256, needs: 's3:PutObject' };
  const outcome = await client.send({ ...plain, headers: { 'if-none-match': '*' } });
  if (outcome.kind === 'ok') return true;
  const { fault } = outcome;
  if (fault.status === 412) return false;
  const isUnknown = fault.status === 501 || fault.code === 'NotImplemented' || fault.code === 'InvalidArgument';
  if (!isUnknown) throw client.failure(fault, plain);
  await putObject(client, name, { bytes, sha256 });
  return true;
}

/** The text of a small object; undefined when it is not there. @throws BlobError */
export async function getText(client: S3Client, name: string): Promise<string | undefined> {
  const call: S3Call = { method: 'GET', key: name, needs: 's3:GetObject' };
  const outcome = await client.send(call);
  if (outcome.kind === 'ok') return outcome.text;
  if (isNoSuchKey(outcome.fault)) return undefined;
  throw client.failure(outcome.fault, call);
}

/** The size of an object; undefined when it is not there. @throws BlobError */
export async function headObject(client: S3Client, name: string): Promise<number | undefined> {
  const call: S3Call = { method: 'HEAD', key: name, needs: 's3:GetObject' };
  const outcome = await client.send(call);
  if (outcome.kind === 'ok') return Number(outcome.headers.get('content-length') ?? Number.NaN);
  // An answer to HEAD has no body to say more in.
  if (outcome.fault.status === 404) return undefined;
  throw client.failure(outcome.fault, call);
}

/** Copies an object inside the bucket. `false`: it is not there. @throws BlobError */
export async function copyObject(
  client: S3Client,
  bucket: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<boolean> {
  const call: S3Call = {
    ...{ method: 'PUT', key: to, needs: 's3:GetObject and s3:PutObject', answerMs: COPY_MS },
    headers: { 'x-amz-copy-source': `/${bucket}/${from}` },
    body: new Uint8Array(0),
    bodySha256: EMPTY_SHA256,
  };
  const outcome = await client.send(call);
  if (outcome.kind === 'ok') return true;
  if (isNoSuchKey(outcome.fault)) return false;
  throw client.failure(outcome.fault, call);
}

/** Removes an object, if it is there. @throws BlobError */
export async function deleteObject(client: S3Client, name: string): Promise<void> {
  const call: S3Call = { method: 'DELETE', key: name, needs: 's3:DeleteObject' };
  const outcome = await client.send(call);
  if (outcome.kind === 'refused' && !isNoSuchKey(outcome.fault)) throw client.failure(outcome.fault, call);
}

/** Every object whose name begins with `prefix`, page by page. @throws BlobError */
export async function* listObjects(client: S3Client, prefix: string): AsyncGenerator<ListedObject, void, undefined> {
  let token: string | undefined;
  do {
    const query = { 'list-type': '2', prefix, ...(token === undefined ? {} : { 'continuation-token': token }) };
    const call: S3Call = { method: 'GET', query, needs: 's3:ListBucket' };
    const outcome = await client.send(call);
    if (outcome.kind === 'refused') throw client.failure(outcome.fault, call);
    for (const entry of elementsOf(outcome.text, 'Contents')) {
      const name = textOf(entry, 'Key');
      if (name === undefined) continue;
      const modifiedAtMs = Date.parse(textOf(entry, 'LastModified') ?? '');
      // An age that cannot be read counts as young: nobody removes it by mistake.
      yield {
        name,
        sizeBytes: Number(textOf(entry, 'Size') ?? 0),
        modifiedAtMs: Number.isNaN(modifiedAtMs) ? Number.MAX_SAFE_INTEGER : modifiedAtMs,
      };
    }
    const next =
      textOf(outcome.text, 'IsTruncated') === 'true' ? textOf(outcome.text, 'NextContinuationToken') : undefined;
    // The same page again would go on for ever.
    token = next === token ? undefined : next;
  } while (token !== undefined);
}
