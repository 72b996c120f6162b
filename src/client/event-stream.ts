import { ClientError } from './client-error.js';

/** One event of a stream of events (WHATWG HTML, 9.2). */
export interface StreamedEvent {
  /** The last id seen so far, to go on from; undefined before the first. */
  readonly id: string | undefined;
  readonly kind: string;
  /** The lines of `data`. */
  readonly data: string;
}

/** A line longer than this is no event of ours; without a limit, one without an end would fill the memory. */
const LINE_MAX = 4_000_000;

/**
 * Reads events as they arrive, until the stream ends. `stalled` is asked anew with each read; when it settles before anything came (a
 * comment counts), the stream is given up as if it had ended: a connection that died in silence never ends by itself.
 * @throws ClientError `NETWORK` when the connection broke
 */
export async function* readEventStream(
  stream: ReadableStream<Uint8Array>,
  stalled: (signal: AbortSignal) => Promise<void>,
): AsyncGenerator<StreamedEvent> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  const fields = createFieldReader();
  let rest = '';
  try {
    for (;;) {
      const chunk = await readOrStall(reader, stalled);
      if (chunk === undefined) return;
      rest += decoder.decode(chunk, { stream: true });
      // A CR at the very end may be the first half of a CRLF.
      const lines = rest.split(/\r\n|\n|\r(?!$)/);
      rest = lines.pop() ?? '';
      if (rest.length > LINE_MAX) return;
      for (const line of lines) {
        const event = fields.take(line);
        if (event !== undefined) yield event;
      }
    }
  } finally {
    await reader.cancel().catch(() => undefined);
  }
}

async function readOrStall(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  stalled: (signal: AbortSignal) => Promise<void>,
): Promise<Uint8Array | undefined> {
  const arrived = new AbortController();
  try {
    const silence = stalled(arrived.signal).then(
      () => undefined,
      () => undefined,
    );
    const read = reader.read().then(
      ({ value }) => value,
      (cause: unknown) => {
        throw new ClientError('the stream of events broke off', { status: 0, code: 'NETWORK', cause });
      },
    );
    return await Promise.race([read, silence]);
  } finally {
    arrived.abort();
  }
}

function createFieldReader(): { take(line: string): StreamedEvent | undefined } {
  let id: string | undefined;
  let kind = '';
  let data: string[] = [];
  return {
    take(line) {
      if (line === '') {
        const event =
          data.length === 0 ? undefined : { id, kind: kind === '' ? 'message' : kind, data: data.join('\n') };
        kind = '';
        data = [];
        return event;
      }
      const colon = line.indexOf(':');
      const name = colon === -1 ? line : line.slice(0, colon);
      const value = colon === -1 ? '' : line.slice(colon + 1).replace(/^ /, '');
      if (name === 'event') kind = value;
      else if (name === 'data') data.push(value);
      else if (name === 'id' && !value.includes('\0')) id = value;
      return undefined;
    },
  };
}
