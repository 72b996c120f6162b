import type { LoopbackVendor } from './loopback/loopback-vendor.js';

/** An answer, read as JSON where it is any. */
export interface PlainAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** Empty where the text is no JSON. */
  readonly json: Readonly<Record<string, JsonValue>>;
}

/** JSON to be looked into by path. */
export type JsonValue =
  string | number | boolean | null | readonly JsonValue[] | { readonly [name: string]: JsonValue };

/** One call as a client makes it that knows nothing but the vendor's pages. */
export type PlainCall = (
  method: string,
  path: string,
  options?: { readonly body?: unknown; readonly headers?: Readonly<Record<string, string>>; readonly key?: string },
) => Promise<PlainAnswer>;

/** Makes the client of one vendor: `fetch`, the key and `headers`. */
export function plainClient(vendor: LoopbackVendor, headers: Readonly<Record<string, string>> = {}): PlainCall {
  return async (method, path, options = {}) => {
    const answer = await fetch(path.startsWith('http') ? path : vendor.baseUrl + path, {
      method,
      redirect: 'manual',
      headers: {
        authorization: `Bearer ${options.key ?? vendor.apiKey}`,
        ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
        ...options.headers,
      },
      ...(options.body === undefined
        ? {}
        : { body: typeof options.body === 'string' ? options.body : JSON.stringify(options.body) }),
    });
    const text = await answer.text();
    return { status: answer.status, headers: answer.headers, text, json: parse(text) };
  };
}

/** The `id` of an answer that has one at its top. */
export function idOf(answer: PlainAnswer): string {
  return answer.json['id'] as string;
}

function parse(text: string): PlainAnswer['json'] {
  try {
    return JSON.parse(text) as PlainAnswer['json'];
  } catch {
    return {};
  }
}

/** A clock that only a test moves. */
export interface TestClock {
  readonly nowMs: () => number;
  readonly pass: (ms: number) => void;
}

/** Starts at 2026-11-22T10:00:00Z. */
export function testClock(startMs = Date.UTC(2026, 10, 22, 10)): TestClock {
  let now = startMs;
  return { nowMs: () => now, pass: (ms) => (now += ms) };
}
