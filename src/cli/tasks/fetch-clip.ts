import type { Client } from '../../client/client.js';
import { type ClipPlace, saveClip } from '../../clips/save-clip.js';
import { AppError } from '../../contract/errors.js';

/**
 * Fetches a clip to its place, whole or not at all.
 * @throws AppError `bad_output`; ClientError
 */
export async function fetchClip(client: Client, url: string, place: ClipPlace, signal: AbortSignal): Promise<void> {
  const response = await client.download(url, { signal });
  const { body } = response;
  if (body === null) throw new AppError('media_failed', 'the clip came without a byte', { todo: 'Run it again.' });
  const length = response.headers.get('content-length');
  await saveClip(place, wholeOf(body, length === null ? undefined : Number(length), signal));
}

/** The bytes of a stream; one that ends early is no clip. */
async function* wholeOf(
  body: ReadableStream<Uint8Array>,
  sizeBytes: number | undefined,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
  let seenBytes = 0;
  for await (const chunk of body) {
    signal.throwIfAborted();
    seenBytes += chunk.byteLength;
    yield chunk;
  }
  if (sizeBytes === undefined || seenBytes === sizeBytes) return;
  const message = `the clip broke off after ${seenBytes} of ${sizeBytes} bytes`;
  throw new AppError('media_failed', message, { todo: 'Run it again: the clip is still stored.' });
}
