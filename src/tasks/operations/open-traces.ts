import type { Store } from '../../store/store.js';
import type { Tracing } from './tracing.js';

/** Where traces go, and what they are made of. */
export interface TraceOptions {
  /** OTEL_EXPORTER_OTLP_ENDPOINT; absent: nowhere. */
  readonly endpoint: string | undefined;
  readonly store: Store;
  readonly version: string;
  readonly nowMs: () => number;
  readonly onTrouble: (error: unknown) => void;
}

/** Opens tracing. Nothing of the SDK is loaded where no collector is named. */
export async function openTraces({ endpoint, ...options }: TraceOptions): Promise<Tracing | undefined> {
  if (endpoint === undefined) return undefined;
  const { openTracing } = await import('./tracing.js');
  return await openTracing({ ...options, endpoint });
}
