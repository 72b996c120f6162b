/** Bytes from `start` to `end`, both included. */
export interface FileRange {
  readonly start: number;
  readonly end: number;
}

/**
 * The one range of bytes that a `Range` header asks for (RFC 9110, section 14.1.2); `undefined`: all of it, as for a header that cannot
 * be read, for another unit and for several ranges, which a server may ignore. `outside`: none of it is there, status 416.
 */
export function parseRange(header: string | null, sizeBytes: number): FileRange | 'outside' | undefined {
  const [, from, to] = /^bytes= *([0-9]{0,15})-([0-9]{0,15}) *$/i.exec(header ?? '') ?? [];
  if (from === undefined || to === undefined || (from === '' && to === '')) return undefined;
  if (from === '') {
    const last = Number(to);
    if (last === 0 || sizeBytes === 0) return 'outside';
    return { start: Math.max(0, sizeBytes - last), end: sizeBytes - 1 };
  }
  const start = Number(from);
  if (to !== '' && Number(to) < start) return undefined;
  if (start >= sizeBytes) return 'outside';
  return { start, end: to === '' ? sizeBytes - 1 : Math.min(Number(to), sizeBytes - 1) };
}
