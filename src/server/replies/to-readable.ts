/**
 * A body that asks `pieces` for the next one when the reader wants it, and never before. `onLeave` is called when the reader goes
 * before the end: what `pieces` waits for must end by it.
 */
export function toReadable(pieces: AsyncIterable<Uint8Array>, onLeave: () => void): ReadableStream<Uint8Array> {
  const iterator = pieces[Symbol.asyncIterator]();
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const step = await iterator.next();
        if (step.done === true) controller.close();
        else controller.enqueue(step.value);
      },
      async cancel() {
        onLeave();
        await iterator.return?.();
      },
    },
    { highWaterMark: 0 },
  );
}
