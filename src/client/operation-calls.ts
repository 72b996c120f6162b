import {
  type AuditPage,
  auditPageSchema,
  type Pause,
  pauseSchema,
  type Pauses,
  type PauseScope,
  pausesSchema,
  resumedSchema,
} from '../contract/operations.js';
import type { CallOptions } from './client.js';
import type { Sender } from './send.js';

/** Which entries of the audit log are asked for. */
export interface AuditOptions extends CallOptions {
  /** Only the operator may name another than the key's own, and means all of them without. */
  readonly account?: string;
  /** `caps.set`, or `caps` for all that begins so. */
  readonly action?: string;
  /** `next` of the page before. */
  readonly after?: string;
  /** 1 to 500; default 100. */
  readonly size?: number;
}

/** What an operator does beside tasks; all but {@link pauses} need a key that may `admin`. */
export interface OperationCalls {
  /** Who changed what, newest first. */
  audit(options?: AuditOptions): Promise<AuditPage>;
  /** What is not sent now, and why. */
  pauses(options?: CallOptions): Promise<Pauses>;
  /** Sends nothing more of what is named; of everything when nothing is. */
  pause(pause: PauseScope & { readonly reason: string }, options?: CallOptions): Promise<Pause>;
  /** Ends a pause, by what it was made with; answers with what has ended. */
  resume(scope: PauseScope, options?: CallOptions): Promise<Pauses>;
}

/** Makes {@link OperationCalls}. */
export function createOperationCalls(sender: Sender): OperationCalls {
  return {
    audit: ({ account, action, after, size, signal } = {}) => {
      const path = withQuery('/v1/audit', { account, action, after, size: size === undefined ? size : String(size) });
      return sender.ask({ path, isRepeatable: true, signal }, auditPageSchema);
    },
    pauses: ({ signal } = {}) => sender.ask({ path: '/v1/pauses', isRepeatable: true, signal }, pausesSchema),
    pause: (pause, { signal } = {}) => {
      const body = JSON.stringify(pause);
      const headers = { 'content-type': 'application/json' };
      const call = {
        method: 'POST',
        path: '/v1/pauses',
        headers,
        body: () => body,
        isRepeatable: true,
        signal,
      } as const;
      return sender.ask(call, pauseSchema);
    },
    resume: ({ account, route, model }, { signal } = {}) => {
      const path = withQuery('/v1/pauses', { account, route, model });
      return sender.ask({ method: 'DELETE', path, isRepeatable: true, signal }, resumedSchema);
    },
  };
}

function withQuery(path: string, fields: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) query.set(name, value);
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}
