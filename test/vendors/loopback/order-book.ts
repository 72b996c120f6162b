import type { IncomingHttpHeaders } from 'node:http';

/** How a render goes: what a test decides before it is ordered. */
export type Fate =
  | { readonly kind: 'succeeds' }
  /** Says that it succeeded, with no clip that anybody could find in it. */
  | { readonly kind: 'succeeds_empty' }
  | { readonly kind: 'fails'; readonly code: string; readonly message: string }
  /** Refused when it is ordered, or soon after, as the vendor does it; nothing is rendered. */
  | { readonly kind: 'moderated_input' }
  | { readonly kind: 'moderated_output' }
  | { readonly kind: 'never_ends' }
  /** Gone without a trace once it is asked for. */
  | { readonly kind: 'vanishes' };

/** Where a render is. `deleted`: the vendor knows nothing of it any more. */
export type Phase = 'queued' | 'running' | 'succeeded' | 'failed' | 'cancelled' | 'expired' | 'deleted';

/** An order that was taken: one render, one charge. */
export interface VendorOrder {
  readonly handle: string;
  /** As it was received. */
  readonly rawBody: Buffer;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: IncomingHttpHeaders;
  readonly createdMs: number;
  readonly callbackUrl: string | undefined;
  fate: Fate;
  startsMs: number;
  endsMs: number;
  /** Set apart from time passing: by a cancel, by a deletion, by a deadline of the vendor's. */
  endedAs: { readonly phase: 'cancelled' | 'deleted'; readonly atMs: number } | undefined;
  /** The vendor gives up at this time. */
  readonly expiresMs: number;
}

/** What one order costs its owner. */
export interface Charge {
  readonly handle: string;
  readonly atMs: number;
}

/** How long a render takes, by the vendor's clock. */
export interface OrderPace {
  readonly queuedMs: number;
  readonly renderMs: number;
}

/** A new order, before the book has given it a time to start. */
export type NewOrder = Pick<VendorOrder, 'handle' | 'rawBody' | 'body' | 'headers' | 'callbackUrl'> & {
  readonly expiresMs?: number;
};

/** Every order that a vendor has taken, and what has become of it by now. */
export interface OrderBook {
  readonly orders: readonly VendorOrder[];
  readonly take: (order: NewOrder, fate: Fate) => VendorOrder;
  /** Undefined: never taken, or deleted. */
  readonly find: (handle: string) => VendorOrder | undefined;
  readonly phaseOf: (order: VendorOrder) => Phase;
  /** When the phase that an order is in began. */
  readonly sinceMs: (order: VendorOrder) => number;
  readonly endNow: (handle: string) => void;
  /** One for each order, less those that the vendor gives back: cancelled before they ran, and failed where failures are free. */
  readonly charges: () => readonly Charge[];
}

/** What a book is opened with. */
export interface OrderBookOptions {
  readonly nowMs: () => number;
  readonly pace: OrderPace;
  /** Whether the vendor bills renders that failed or were moderated. */
  readonly billsFailures: boolean;
}

/** Opens an empty book. */
export function openOrderBook({ nowMs, pace, billsFailures }: OrderBookOptions): OrderBook {
  const orders: VendorOrder[] = [];

  const phaseOf = (order: VendorOrder): Phase => {
    if (order.endedAs !== undefined) return order.endedAs.phase;
    const now = nowMs();
    if (order.fate.kind === 'vanishes') return 'deleted';
    if (now >= order.expiresMs && order.endsMs > order.expiresMs) return 'expired';
    if (now < order.startsMs) return 'queued';
    if (now < order.endsMs) return 'running';
    return order.fate.kind === 'succeeds' || order.fate.kind === 'succeeds_empty' ? 'succeeded' : 'failed';
  };

  return {
    orders,
    phaseOf,
    take: (order, fate) => {
      const createdMs = nowMs();
      const startsMs = createdMs + pace.queuedMs;
      const endsMs = fate.kind === 'never_ends' ? Infinity : startsMs + pace.renderMs;
      const taken: VendorOrder = {
        ...order,
        createdMs,
        fate,
        startsMs,
        endsMs,
        endedAs: undefined,
        expiresMs: order.expiresMs ?? Infinity,
      };
      orders.push(taken);
      return taken;
    },
    find: (handle) => orders.find((order) => order.handle === handle && phaseOf(order) !== 'deleted'),
    sinceMs: (order) => {
      const phase = phaseOf(order);
      if (phase === 'queued') return order.createdMs;
      if (phase === 'running') return order.startsMs;
      if (phase === 'expired') return order.expiresMs;
      return order.endedAs?.atMs ?? order.endsMs;
    },
    endNow: (handle) => {
      const order = orders.find((each) => each.handle === handle);
      if (order === undefined) return;
      order.startsMs = Math.min(order.startsMs, nowMs());
      order.endsMs = Math.min(order.endsMs, nowMs());
    },
    charges: () =>
      orders
        .filter((order) => {
          const phase = phaseOf(order);
          if (phase === 'cancelled') return (order.endedAs?.atMs ?? 0) >= order.startsMs;
          return billsFailures || (phase !== 'failed' && phase !== 'expired');
        })
        .map((order) => ({ handle: order.handle, atMs: order.createdMs })),
  };
}
