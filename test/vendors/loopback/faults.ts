/** What a vendor was asked for: the places where it can be made to misbehave. */
export type VendorOp = 'create' | 'poll' | 'list' | 'cancel' | 'upload' | 'output' | 'account';

/** One way to misbehave. `isDone`: what was asked for is done first, and only the answer is bad. */
export type Misdeed =
  | {
      readonly kind: 'answers';
      readonly status: number;
      readonly headers?: Readonly<Record<string, string>>;
      /** A string is sent as HTML, everything else as JSON. Default: the vendor's own words for that status. */
      readonly body?: unknown;
      readonly isDone: boolean;
    }
  /** The socket is destroyed and no answer comes. */
  | { readonly kind: 'cuts_socket'; readonly isDone: boolean }
  /** No answer comes and the socket stays open until the vendor is closed. */
  | { readonly kind: 'hangs'; readonly isDone: boolean }
  /** The answer comes after a while, in real time. */
  | { readonly kind: 'delays'; readonly delayMs: number }
  | { readonly kind: 'drips'; readonly chunkBytes: number; readonly everyMs: number }
  /** The whole length is announced and only its beginning comes. */
  | { readonly kind: 'cuts_body'; readonly afterBytes: number }
  /** The JSON of the answer, changed. */
  | { readonly kind: 'rewrites'; readonly rewrite: (body: unknown) => unknown }
  /** The render ends while the call is on its way: for a cancel that comes too late. */
  | { readonly kind: 'render_ends_first' };

/** A misdeed, where, and how often: one time unless `times` says so. */
export type Fault = Misdeed & { readonly on: VendorOp; readonly times?: number };

/** Faults that wait for their call: the first that fits is taken. */
export interface FaultQueue {
  readonly add: (...faults: readonly Fault[]) => void;
  readonly take: (op: VendorOp) => Misdeed | undefined;
  /** Whether every fault of a finite number has been met. */
  readonly isSpent: () => boolean;
}

/** Makes a queue that already holds `faults`. */
export function createFaultQueue(faults: readonly Fault[] = []): FaultQueue {
  const waiting: { readonly fault: Fault; left: number }[] = [];
  const add = (...more: readonly Fault[]): void => {
    waiting.push(...more.map((fault) => ({ fault, left: fault.times ?? 1 })));
  };
  add(...faults);
  return {
    add,
    take: (op) => {
      const found = waiting.find(({ fault, left }) => fault.on === op && left > 0);
      if (found === undefined) return undefined;
      found.left -= 1;
      return found.fault;
    },
    isSpent: () => waiting.every(({ left }) => left === 0 || left === Infinity),
  };
}

/** The vendor takes the order, and its answer is lost with the connection. */
export const lostReply: Fault = { on: 'create', kind: 'cuts_socket', isDone: true };

/** The vendor takes the order and its answer never comes, as when it comes past every limit on time. */
export const lateReply: Fault = { on: 'create', kind: 'hangs', isDone: true };

/** The connection breaks before the vendor has looked at the order; who sent it cannot know that. */
export const lostRequest: Fault = { on: 'create', kind: 'cuts_socket', isDone: false };

/** A 5xx, before or after what was asked for is done. */
export function serverError(
  on: VendorOp,
  status: number,
  facts: { readonly isDone: boolean; readonly times?: number },
): Fault {
  return { on, kind: 'answers', status, isDone: facts.isDone, times: facts.times ?? 1 };
}

/** A 429 with or without the seconds to wait; nothing is done. */
export function rateLimited(on: VendorOp, retryAfterSec?: number, times = 1): Fault {
  const headers = retryAfterSec === undefined ? {} : { 'retry-after': String(retryAfterSec) };
  return { on, kind: 'answers', status: 429, headers, isDone: false, times };
}

/** The page of a proxy that stands before the vendor. */
export function htmlPage(
  on: VendorOp,
  status: number,
  facts: { readonly isDone: boolean; readonly times?: number },
): Fault {
  const body = `<!DOCTYPE html><html><head><title>${status}</title></head><body><h1>${status}</h1><hr>proxy</body></html>`;
  return { on, kind: 'answers', status, body, isDone: facts.isDone, times: facts.times ?? 1 };
}

/** Numbers as strings, and a field in every object that nobody knows. */
export function oddTypes(on: VendorOp, times = Infinity): Fault {
  return { on, kind: 'rewrites', rewrite: toOddTypes, times };
}

function toOddTypes(value: unknown): unknown {
  if (typeof value === 'number') return String(value);
  if (Array.isArray(value)) return value.map(toOddTypes);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([name, inner]) => [name, toOddTypes(inner)] as const);
  return { ...Object.fromEntries(fields), something_new: { since: '2027', of: [null, 1, {}] } };
}

/** The answer with the value at `path` changed, as `['output', 'task_status']`. */
export function withValue(on: VendorOp, path: readonly string[], value: unknown, times = 1): Fault {
  return { on, kind: 'rewrites', rewrite: (body) => setAt(body, path, value), times };
}

function setAt(body: unknown, path: readonly string[], value: unknown): unknown {
  const [name, ...rest] = path;
  if (name === undefined) return value;
  const fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  return { ...fields, [name]: setAt(fields[name], rest, value) };
}
