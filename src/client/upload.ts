import type { RequestBody } from './send.js';

/**
 * Bytes to upload. A function is called for each try, so that what it reads (a file) can be sent again when the server was busy; a
 * stream can be read but once.
 */
export type UploadSource = Uint8Array | Blob | ReadableStream<Uint8Array> | (() => AsyncIterable<Uint8Array>);

/** How an upload is named. */
export interface UploadOptions {
  /** What a person calls it: messages about the still name it so. */
  readonly name?: string;
  /** Media type; what counts is what the bytes say. */
  readonly type?: string;
  readonly signal?: AbortSignal;
}

/** The body of one try. */
export function bodyOf(source: UploadSource): RequestBody {
  if (typeof source === 'function') return streamOf(source());
  return source as RequestBody;
}

/** A stream that reads as fast as it is read from. */
function streamOf(bytes: AsyncIterable<Uint8Array>): ReadableStream<Uint8Array> {
  const iterator = bytes[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>({
    async pull(controller) {
      const next = await iterator.next();
      if (next.done === true) controller.close();
      else controller.enqueue(next.value);
    },
    async cancel() {
      await iterator.return?.();
    },
  });
}
