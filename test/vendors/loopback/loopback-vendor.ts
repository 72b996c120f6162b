import { randomBytes } from 'node:crypto';
import { createCallbackSender, type CallbackSender, type SentCallback } from './callback-sender.js';
import { createClipHost, type ClipHost } from './clip-host.js';
import { createFaultQueue, type Fault } from './faults.js';
import { startLoopbackServer, type Call, type Reply, type Route } from './loopback-server.js';
import {
  openOrderBook,
  type Charge,
  type Fate,
  type OrderBook,
  type OrderPace,
  type Phase,
  type VendorOrder,
} from './order-book.js';

/** How a loopback vendor is started; everything has a default. */
export interface VendorOptions {
  readonly faults?: readonly Fault[];
  /** The vendor's clock. With one, nothing happens by itself: call `tick` after moving it. Default: real time, and callbacks go out by themselves. */
  readonly nowMs?: () => number;
  /** The one key that is let in. Default: a random one. */
  readonly apiKey?: string;
  /** Default: 20 ms in the queue, 100 ms of rendering. */
  readonly pace?: OrderPace;
  /** What becomes of the next orders, in turn; whoever comes after them succeeds. */
  readonly fates?: readonly Fate[];
  /** What is served as the clip. Default: one second of H.264, 3 kB. */
  readonly clip?: Buffer;
  readonly callbacks?: CallbackManners;
  /** Signs callbacks, where the vendor signs them; absent: they come unsigned, as from an account without a secret. */
  readonly webhookSecret?: string;
}

/** How callbacks misbehave. */
export interface CallbackManners {
  /** The first goes out, and is answered, before the create is. */
  readonly isEarly?: boolean;
  /** How often each is sent. Default: once. */
  readonly copies?: number;
  /** The end is told first and the beginning after it. */
  readonly isReversed?: boolean;
}

/** A vendor on this machine that counts what it was made to render. */
export interface LoopbackVendor {
  /** As an operator would write it into the environment. */
  readonly baseUrl: string;
  readonly apiKey: string;
  readonly calls: readonly Call[];
  /** What was created, with bodies as received and times. */
  readonly orders: readonly VendorOrder[];
  readonly callbacks: readonly SentCallback[];
  readonly charges: () => readonly Charge[];
  readonly phaseOf: (handle: string) => Phase | undefined;
  readonly fault: (...faults: readonly Fault[]) => void;
  readonly isFaultSpent: () => boolean;
  readonly nextFates: (...fates: readonly Fate[]) => void;
  readonly emptyBalance: () => void;
  /** Ends a render at this very moment, as its fate says. */
  readonly endRender: (handle: string) => void;
  /** Looks at the clock: sends the callbacks that are due by now. */
  readonly tick: () => Promise<void>;
  /** The callback of an order as it would be now; `isForged`: by somebody who has only guessed. For a vendor without callbacks: undefined. */
  readonly callbackFor: (
    handle: string,
    isForged?: boolean,
  ) => { readonly headers: Headers; readonly body: Buffer } | undefined;
  readonly close: () => Promise<void>;
}

/** What a vendor's own file is handed to build its routes with. */
export interface VendorKit {
  readonly book: OrderBook;
  readonly host: ClipHost;
  readonly origin: () => string;
  readonly nowMs: () => number;
  readonly takeFate: () => Fate;
  readonly isBroke: () => boolean;
  /** To be called by a create once the order is taken and before it is answered. */
  readonly announceEarly: (order: VendorOrder) => Promise<void>;
  /** The refusal of a call without the right key; undefined: let in. */
  readonly isLetIn: (call: Call) => boolean;
}

/** What makes one vendor different from the next. */
export interface VendorNature {
  /** Appended to the origin in `baseUrl`. */
  readonly basePath: string;
  readonly maxBodyBytes: number;
  readonly billsFailures: boolean;
  readonly errorBody: (status: number) => unknown;
  readonly deadUrl: (why: 'expired' | 'forged' | 'missing') => Reply;
  readonly routes: (kit: VendorKit) => readonly Route[];
  readonly callbacks?: CallbackNature;
}

/** How a vendor calls back. */
export interface CallbackNature {
  readonly tells: 'every_change' | 'the_end';
  readonly timeoutMs: number;
  readonly attemptsAtMs: readonly number[];
  readonly bodyOf: (kit: VendorKit, order: VendorOrder, phase: Phase) => unknown;
  readonly headersOf: (body: string, nowMs: number, secret: string | undefined) => Readonly<Record<string, string>>;
}

const REAL_TICK_MS = 10;

/** Puts a vendor together and starts it. */
export async function startVendor(nature: VendorNature, options: VendorOptions): Promise<LoopbackVendor> {
  const nowMs = options.nowMs ?? Date.now;
  const apiKey = options.apiKey ?? `key_${randomBytes(16).toString('hex')}`;
  const faults = createFaultQueue(options.faults);
  const fates = [...(options.fates ?? [])];
  let isBroke = false;
  let origin = '';
  const pace = options.pace ?? { queuedMs: 20, renderMs: 100 };
  const book = openOrderBook({ nowMs, pace, billsFailures: nature.billsFailures });
  const clip = options.clip === undefined ? {} : { clip: options.clip };
  const host = createClipHost({ origin: () => origin, nowMs, refusal: nature.deadUrl, ...clip });
  const { timeoutMs = 0, attemptsAtMs = [] } = nature.callbacks ?? {};
  const sender = createCallbackSender({ nowMs, timeoutMs, attemptsAtMs });
  const announce = createAnnouncer({ nature, options, sender, kit: () => kit });
  const kit: VendorKit = {
    book,
    host,
    nowMs,
    origin: () => origin,
    takeFate: () => fates.shift() ?? { kind: 'succeeds' },
    isBroke: () => isBroke,
    isLetIn: (call) => call.headers.authorization === `Bearer ${apiKey}`,
    announceEarly: async (order) => {
      if (options.callbacks?.isEarly !== true) return;
      announce(order);
      await sender.deliverDue();
    },
  };
  const routes = [...nature.routes(kit), host.route];
  const { errorBody, maxBodyBytes } = nature;
  const server = await startLoopbackServer({ routes, faults, nowMs, errorBody, maxBodyBytes });
  ({ origin } = server);

  const tick = async (): Promise<void> => {
    for (const order of book.orders) announce(order);
    await sender.deliverDue();
  };
  const stopTicking = options.nowMs === undefined ? tickInRealTime(tick) : () => undefined;

  return {
    baseUrl: origin + nature.basePath,
    apiKey,
    calls: server.calls,
    orders: book.orders,
    callbacks: sender.sent,
    charges: book.charges,
    phaseOf: (handle) => {
      const order = book.orders.find((each) => each.handle === handle);
      return order === undefined ? undefined : book.phaseOf(order);
    },
    fault: faults.add,
    isFaultSpent: faults.isSpent,
    nextFates: (...more) => void fates.push(...more),
    emptyBalance: () => (isBroke = true),
    endRender: book.endNow,
    tick,
    callbackFor: (handle, isForged = false) => {
      const order = book.find(handle);
      if (nature.callbacks === undefined || order === undefined) return undefined;
      const body = JSON.stringify(nature.callbacks.bodyOf(kit, order, book.phaseOf(order)));
      const secret = isForged && options.webhookSecret !== undefined ? 'a guess that is wrong' : options.webhookSecret;
      return { headers: new Headers(nature.callbacks.headersOf(body, nowMs(), secret)), body: Buffer.from(body) };
    },
    close: async () => {
      stopTicking();
      await server.close();
    },
  };
}

interface Announcing {
  readonly nature: VendorNature;
  readonly options: VendorOptions;
  readonly sender: CallbackSender;
  readonly kit: () => VendorKit;
}

/** Queues the callbacks of an order for every phase that it has reached and that nobody has been told of. */
function createAnnouncer({ nature, options, sender, kit }: Announcing): (order: VendorOrder) => void {
  const told = new Map<string, Set<Phase>>();
  return (order) => {
    const manners = nature.callbacks;
    const url = order.callbackUrl;
    if (manners === undefined || url === undefined) return;
    const phase = kit().book.phaseOf(order);
    const known = told.get(order.handle) ?? new Set();
    told.set(order.handle, known);
    const reached = pathTo(phase).filter((each) => manners.tells === 'every_change' || isEnd(each));
    const fresh = reached.filter((each) => !known.has(each));
    const inOrder = options.callbacks?.isReversed === true ? fresh.reverse() : fresh;
    for (const each of inOrder) {
      known.add(each);
      const body = JSON.stringify(manners.bodyOf(kit(), order, each));
      const headersAt = (atMs: number): Readonly<Record<string, string>> =>
        manners.headersOf(body, atMs, options.webhookSecret);
      for (let copy = 0; copy < (options.callbacks?.copies ?? 1); copy += 1) sender.queue({ url, body, headersAt });
    }
  };
}

function pathTo(phase: Phase): Phase[] {
  if (phase === 'deleted') return [];
  if (phase === 'queued') return ['queued'];
  if (phase === 'running') return ['queued', 'running'];
  return phase === 'cancelled' ? ['queued', 'cancelled'] : ['queued', 'running', phase];
}

function isEnd(phase: Phase): boolean {
  return phase !== 'queued' && phase !== 'running';
}

function tickInRealTime(tick: () => Promise<void>): () => void {
  let isBusy = false;
  const timer = setInterval(() => {
    if (isBusy) return;
    isBusy = true;
    void tick().finally(() => (isBusy = false));
  }, REAL_TICK_MS);
  timer.unref();
  return () => clearInterval(timer);
}
