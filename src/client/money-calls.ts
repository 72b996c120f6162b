import type { z } from 'zod';
import {
  type Caps,
  capsSchema,
  type CostGroup,
  type Costs,
  costsSchema,
  type setCapsSchema,
} from '../contract/costs.js';
import type { CallOptions } from './client.js';
import type { Sender } from './send.js';

/** Which costs are asked for. */
export interface CostsOptions extends CallOptions {
  /** Default: by model. */
  readonly by?: CostGroup;
  /** UTC dates, such as `2026-11-22`; both count. Default: this month. */
  readonly from?: string;
  readonly to?: string;
  /** Only the operator may name another than the key's own, and means all of them without. */
  readonly account?: string;
}

/** Caps to be set: what is absent stays, `null` takes one away. */
export type NewCaps = z.input<typeof setCapsSchema>;

/** What renders cost, and may cost. Amounts are dollars. */
export interface MoneyCalls {
  costs(options?: CostsOptions): Promise<Costs>;
  /** Needs a key that may `admin`, as {@link setCaps} does. */
  caps(options?: CallOptions & { readonly account?: string }): Promise<Caps>;
  setCaps(caps: NewCaps, options?: CallOptions): Promise<Caps>;
}

/** Makes {@link MoneyCalls}. */
export function createMoneyCalls(sender: Sender): MoneyCalls {
  return {
    costs: ({ by, from, to, account, signal } = {}) =>
      sender.ask({ path: withQuery('/v1/costs', { by, from, to, account }), isRepeatable: true, signal }, costsSchema),
    caps: ({ account, signal } = {}) =>
      sender.ask({ path: withQuery('/v1/caps', { account }), isRepeatable: true, signal }, capsSchema),
    setCaps: (caps, { signal } = {}) => {
      const body = JSON.stringify(caps);
      const headers = { 'content-type': 'application/json' };
      const call = { method: 'PUT', path: '/v1/caps', headers, body: () => body, isRepeatable: true, signal } as const;
      return sender.ask(call, capsSchema);
    },
  };
}

function withQuery(path: string, fields: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(fields)) if (value !== undefined) query.set(name, value);
  return query.size === 0 ? path : `${path}?${query.toString()}`;
}
