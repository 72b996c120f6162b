import { blobAborted } from './blob-error.js';

/** The same bytes until the signal: also when the next ones never come. Throws BlobError `aborted` then. */
export async function* stoppable(
  bytes: AsyncIterable<Uint8Array>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Uint8Array, void, undefined> {
  if (signal === undefined) {
    yield* bytes;
    return;
  }
  const source = bytes[Symbol.asyncIterator]();
  let stop = (): void => undefined;
  const stopped = new Promise<never>((_resolve, reject) => {
    stop = () => reject(blobAborted(signal.reason));
  });
  stopped.catch(() => undefined);
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  let isDone = false;
  try {
    for (;;) {
      const next = await Promise.race([stopped, source.next()]);
      isDone = next.done === true;
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    signal.removeEventListener('abort', stop);
    // Not awaited: a source that is stuck answers this no sooner than anything else.
    if (!isDone) void Promise.resolve(source.return?.()).catch(() => undefined);
  }
}
