import type { GuardedResponse } from '../../net/guarded-fetch.js';

/** By what an output is known to be the same when the rest of it is asked for (RFC 9110, sections 8.8, 13.1.5 and 14). */
export interface OutputVersion {
  /** A strong ETag, or else Last-Modified; `undefined`: it has neither. */
  readonly validator: string | undefined;
  readonly totalBytes: number | undefined;
  /** Whether its rest can be asked for at all. */
  readonly isResumable: boolean;
}

/** Reads it from the first answer. */
export function readOutputVersion(headers: Headers): OutputVersion {
  // Ranges are counted over what is packed, and what was read is not.
  const isPacked = !['', 'identity'].includes(headers.get('content-encoding')?.trim().toLowerCase() ?? '');
  if (isPacked) return { validator: undefined, totalBytes: undefined, isResumable: false };
  const validator = validatorOf(headers);
  const length = headers.get('content-length') ?? '';
  const totalBytes = /^\d{1,15}$/.test(length) ? Number(length) : undefined;
  // Without a validator its length has to do: a vendor's output is written once.
  const hasRanges = headers.get('accept-ranges')?.trim().toLowerCase() === 'bytes' && totalBytes !== undefined;
  return { validator, totalBytes, isResumable: validator !== undefined || hasRanges };
}

/** The headers that ask for what comes after so many bytes. */
export function askForRest({ validator }: OutputVersion, doneBytes: number): Readonly<Record<string, string>> {
  return { range: `bytes=${doneBytes}-`, ...(validator === undefined ? {} : { 'if-range': validator }) };
}

/** What comes after so many bytes of the same output; `undefined` where the answer holds another output, or another part. */
export function readRest(
  { status, headers, body }: GuardedResponse,
  { validator, totalBytes }: OutputVersion,
  doneBytes: number,
): AsyncIterable<Uint8Array> | undefined {
  const now = validatorOf(headers);
  if (status === 200) return validator !== undefined && now === validator ? skip(body, doneBytes) : undefined;
  const [, from, total] = /^bytes (\d+)-\d+\/(\d+|\*)$/.exec(headers.get('content-range')?.trim() ?? '') ?? [];
  const isSame = now === undefined || validator === undefined || now === validator;
  const isWhole = total === '*' || totalBytes === undefined || Number(total) === totalBytes;
  return status === 206 && Number(from) === doneBytes && isSame && isWhole ? body : undefined;
}

function validatorOf(headers: Headers): string | undefined {
  const etag = headers.get('etag')?.trim() ?? '';
  return /^"[^"]+"$/.test(etag) ? etag : (headers.get('last-modified') ?? undefined);
}

async function* skip(body: AsyncIterable<Uint8Array>, skipBytes: number): AsyncGenerator<Uint8Array, void, undefined> {
  let leftBytes = skipBytes;
  for await (const chunk of body) {
    if (chunk.byteLength > leftBytes) yield chunk.subarray(leftBytes);
    leftBytes = Math.max(0, leftBytes - chunk.byteLength);
  }
}
