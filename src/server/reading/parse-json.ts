import { type Refused, refuseRequest } from '../replies/refusal.js';

/** Levels of objects and lists in a body; a task's own are three. */
const DEPTH_MAX = 32;

/** Values and names in a body. A short text of brackets becomes some hundred times its size in memory. */
const VALUES_MAX = 20_000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

/** {@link mayHide}. */
const HIDDEN = [Buffer.from('\\u0000'), Buffer.from('__proto__')];

const decoder = new TextDecoder('utf-8', { fatal: true });

/** A body as a value, of whatever shape; read with a schema next. */
export interface ParsedJson {
  readonly kind: 'parsed';
  readonly value: unknown;
}

/** Parses a body. What would grow out of proportion is refused by its bytes, before there are values. */
export function parseJson(bytes: Uint8Array): ParsedJson | Refused {
  if (bytes.byteLength === 0) return refuseRequest('the body is empty; send a JSON object');
  const extent = measureJson(bytes);
  if (extent.depth > DEPTH_MAX) return refuseRequest(`the body is nested deeper than ${DEPTH_MAX} levels`);
  if (extent.values > VALUES_MAX) return refuseRequest(`the body has more than ${VALUES_MAX} values`);
  let value: unknown;
  try {
    value = JSON.parse(decoder.decode(bytes)) as unknown;
  } catch (error) {
    // V8's words quote the text around the fault, which may be a prompt: its position is enough.
    const position = error instanceof SyntaxError ? /position [0-9]+/.exec(error.message)?.[0] : undefined;
    const where = position === undefined ? '' : ` at ${position}`;
    return refuseRequest(`the body is not JSON in UTF-8${where}; send a JSON object`);
  }
  if (!mayHide(bytes)) return { kind: 'parsed', value };
  const hidden = findHidden(value);
  return hidden === undefined ? { kind: 'parsed', value } : refuseRequest(hidden);
}

/** Levels, and a count of values that is never too low for JSON, without making any of it. */
function measureJson(bytes: Uint8Array): { readonly depth: number; readonly values: number } {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let depth = 0;
  let deepest = 0;
  let values = 1;
  for (let at = 0; at < buffer.length; at += 1) {
    switch (buffer[at]) {
      case QUOTE:
        at = endOfString(buffer, at);
        break;
      case 0x7b: // {
      case 0x5b: // [
        depth += 1;
        values += 1;
        if (depth > deepest) deepest = depth;
        if (deepest > DEPTH_MAX) return { depth: deepest, values };
        break;
      case 0x7d: // }
      case 0x5d: // ]
        depth -= 1;
        break;
      case 0x2c: // ,
        values += 1;
        if (values > VALUES_MAX) return { depth: deepest, values };
        break;
      default:
    }
  }
  return { depth: deepest, values };
}

/** Where the string that begins at `start` ends. Megabytes of base64 are passed over at the speed of a memory search. */
function endOfString(buffer: Buffer, start: number): number {
  for (let at = start + 1; ; at += 1) {
    at = buffer.indexOf(QUOTE, at);
    if (at === -1) return buffer.length;
    let slashes = 0;
    while (buffer[at - 1 - slashes] === BACKSLASH) slashes += 1;
    if (slashes % 2 === 0) return at;
  }
}

/** Whether the text has what {@link findHidden} looks for; escapes inside the words themselves make them no words of ours. */
function mayHide(bytes: Uint8Array): boolean {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return HIDDEN.some((word) => buffer.includes(word));
}

/** What would be dropped in silence on the way: U+0000, which Postgres cannot keep, and the name that JavaScript keeps for itself. */
function findHidden(value: unknown): string | undefined {
  if (typeof value === 'string') {
    return value.includes('\0') ? 'the body has the character U+0000, which no text needs; leave it out' : undefined;
  }
  if (typeof value !== 'object' || value === null) return undefined;
  for (const [name, item] of Object.entries(value)) {
    if (name === '__proto__') return 'the field __proto__ is unknown';
    const hidden = findHidden(name) ?? findHidden(item);
    if (hidden !== undefined) return hidden;
  }
  return undefined;
}
