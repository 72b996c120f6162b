import type { SpanContext } from '@opentelemetry/api';

/** W3C Trace Context, 3.2.2; a later version may have more behind it. */
const TRACE_PARENT = /^(?!ff)[0-9a-f]{2}-(?!0{32})([0-9a-f]{32})-(?!0{16})([0-9a-f]{16})-([0-9a-f]{2})(?:-|$)/;

/** Reads a `traceparent`; `undefined` for what is none, which is no reason to refuse anything. */
export function readTraceParent(text: string): SpanContext | undefined {
  const [, traceId, spanId, flags = '00'] = TRACE_PARENT.exec(text.trim()) ?? [];
  if (traceId === undefined || spanId === undefined) return undefined;
  return { traceId, spanId, traceFlags: Number.parseInt(flags, 16) & 1 };
}

/** Writes one. */
export function writeTraceParent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${(traceFlags & 1).toString().padStart(2, '0')}`;
}
