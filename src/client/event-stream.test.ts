import { describe, expect, it } from 'vitest';
import { readEventStream, type StreamedEvent } from './event-stream.js';

const never = (): Promise<void> => new Promise(() => undefined);

/** The events of a stream that arrives in these pieces. */
async function read(pieces: readonly (string | Uint8Array)[]): Promise<StreamedEvent[]> {
  const encoder = new TextEncoder();
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces) controller.enqueue(typeof piece === 'string' ? encoder.encode(piece) : piece);
      controller.close();
    },
  });
  const events: StreamedEvent[] = [];
  for await (const event of readEventStream(stream, never)) events.push(event);
  return events;
}

describe('a stream of events', () => {
  it.each(['\n', '\r\n', '\r'])('is read whatever ends its lines: %j', async (end) => {
    const text = ['id: 3', 'event: a', 'data: one', 'data:two', '', ': ping', '', 'data: last', '', ''].join(end);
    expect(await read([`${text}\n`])).toEqual([
      { id: '3', kind: 'a', data: 'one\ntwo' },
      { id: '3', kind: 'message', data: 'last' },
    ]);
  });

  it('is the same in whatever pieces it arrives, within a letter too', async () => {
    const bytes = new TextEncoder().encode('id: 1\r\nevent: é\r\ndata: {"say":"größer"}\r\n\r\n');
    const pieces = Array.from(bytes, (byte) => Uint8Array.of(byte));
    expect(await read(pieces)).toEqual([{ id: '1', kind: 'é', data: '{"say":"größer"}' }]);
  });

  it('drops an event that never ended', async () => {
    expect(await read(['data: one\n\ndata: two\n'])).toHaveLength(1);
  });

  it('is given up when nothing comes any more', async () => {
    const events: StreamedEvent[] = [];
    let gone = false;
    const stream = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode('data: one\n\n')),
      cancel: () => {
        gone = true;
      },
    });
    let asked = 0;
    const stalled = (): Promise<void> => ((asked += 1) > 1 ? Promise.resolve() : never());
    for await (const event of readEventStream(stream, stalled)) events.push(event);
    expect({ events: events.length, gone }).toEqual({ events: 1, gone: true });
  });
});
