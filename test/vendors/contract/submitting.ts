import { describe, expect, it, vi } from 'vitest';
import { createGuardedFetch } from '../../../src/net/guarded-fetch.js';
import { CLIP } from '../loopback/clip-host.js';
import {
  htmlPage,
  lateReply,
  lostReply,
  lostRequest,
  oddTypes,
  rateLimited,
  serverError,
  type Fault,
} from '../loopback/faults.js';
import {
  benches,
  expectFailure,
  expectNoSecret,
  hooks,
  readAll,
  type Expected,
  type OrderCase,
  type ProviderUnderTest,
} from './subject.js';

const CALLBACK = 'http://127.0.0.1:9/hooks/provider/unguessable';

/** The part of the contract that is about money: what is sent, once, and what is said of it. */
export function submittingContract(subject: ProviderUnderTest): void {
  const { start, stills } = benches(subject);

  describe.each(subject.cases)('with $title', (orderCase) => {
    it('sends exactly its body, renders one clip and hands over its bytes', async () => {
      const { vendor, provider, clock, order, accept } = await start();
      const sent = order(orderCase, subject.callbacks === 'none' ? {} : { callbackUrl: CALLBACK });
      const handle = await accept(sent);
      expect(vendor.orders.map((each) => each.handle)).toEqual([handle]);
      const received = vendor.orders[0]!;
      expectBody(received.body, orderCase, orderCase.body(sent.frames ?? {}, CALLBACK));
      if (provider.bodyOf !== undefined) expect(provider.bodyOf(sent)).toBe(received.rawBody.toString());
      expect(await provider.poll(handle, sent, hooks())).toMatchObject({ kind: 'running' });
      clock.pass(31_000);
      const running = await provider.poll(handle, sent, hooks());
      if (running.kind !== 'running') throw new Error(`${running.kind} while it runs`);
      expect(running.askAgainInMs).toBeGreaterThan(0);
      expect(running.progress?.share ?? 0).toBeLessThan(1);
      clock.pass(31_000);
      const done = await provider.poll(handle, sent, hooks());
      if (done.kind !== 'succeeded') throw new Error(`${done.kind} after its end`);
      const videos = done.outputs.filter(({ type }) => type === 'video');
      expect(videos).toHaveLength(1);
      const { expiresAtMs } = videos[0]!;
      // A vendor's page says how long at least; some adapters keep a margin.
      if (expiresAtMs !== undefined) {
        expect(expiresAtMs).toBeGreaterThan(clock.nowMs());
        expect(expiresAtMs).toBeLessThanOrEqual(clock.nowMs() + subject.outputs.lifeMs);
      }
      expect(await readAll(await provider.open(videos[0]!.source, hooks()))).toEqual(CLIP);
      expect(done.outputs.some(({ type }) => type === 'last_frame')).toBe(
        orderCase.order.returnLastFrame && JSON.stringify(received.body).includes('"return_last_frame":true'),
      );
      expect(vendor.calls.filter(({ op }) => op === 'create')).toHaveLength(1);
      expect(vendor.charges()).toHaveLength(1);
      await provider.release(handle);
      await provider.release(handle);
    });
  });

  it('calls beforeSend once, right before the order leaves, and sends nothing when it throws', async () => {
    const { vendor, provider, order } = await start();
    const before: number[] = [];
    const watch = hooks({ beforeSend: () => before.push(vendor.orders.length) });
    await provider.submit(order(), watch);
    expect(before).toEqual([0]);
    const gone = new Error('the lease is over');
    const stopped = hooks({
      beforeSend: () => {
        throw gone;
      },
    });
    await provider.submit(order(), stopped).catch(() => undefined);
    expect(vendor.calls.filter(({ op }) => op === 'create')).toHaveLength(1);
  });

  it('leaves the seed out where there is none, and never sends a null', async () => {
    const { vendor, order, accept } = await start();
    const { seed: _, ...plain } = subject.cases[0].order;
    await accept(order({ ...subject.cases[0], order: plain }));
    const text = vendor.orders[0]!.rawBody.toString();
    expect(text).not.toContain('"seed"');
    expect(text).not.toContain('null');
  });

  it('takes an answer whose numbers are strings, with fields that nobody knows', async () => {
    const { vendor, accept } = await start({ faults: [oddTypes('create', 1)] });
    expect(await accept()).toBe(vendor.orders[0]!.handle);
  });

  describe('says rejected, and no charge,', () => {
    it.each(subject.refusals)('of $title', async (refusal) => {
      const { vendor, clock, order, submit } = await start();
      refusal.arrange(vendor, clock);
      const frames = refusal.still === undefined ? {} : { frames: { first: stills()[refusal.still] } };
      const answer = await submit(order(subject.cases[0], frames));
      if (answer.kind !== 'rejected') throw new Error('accepted');
      expectFailure(answer.failure, refusal, vendor);
      expect(vendor.orders).toEqual([]);
    });

    it.each([undefined, 7])('of a 429 (Retry-After: %s)', async (retryAfterSec) => {
      const { vendor, submit } = await start({ faults: [rateLimited('create', retryAfterSec)] });
      const answer = await submit();
      if (answer.kind !== 'rejected') throw new Error('accepted');
      expectFailure(answer.failure, { class: ['provider'], charged: ['no'], retry: ['free'] }, vendor);
      expect(answer.retryAfterMs).toBeGreaterThanOrEqual((retryAfterSec ?? 0) * 1_000);
    });

    it('of a key that is refused, without saying it, though the vendor does', async () => {
      const { vendor, submit } = await start();
      const { apiKey } = vendor;
      const said = `Incorrect API key provided: ${apiKey}`;
      const body = {
        code: 'InvalidApiKey',
        message: said,
        data: null,
        error: { code: 'AuthenticationError', message: said },
      };
      vendor.fault({ on: 'create', kind: 'answers', status: 401, body, isDone: false });
      const answer = await submit();
      if (answer.kind !== 'rejected') throw new Error('accepted');
      expect(answer.failure.charged).toBe('no');
      expectNoSecret(JSON.stringify(answer), vendor);
    });

    it('of a connection that nobody takes', async () => {
      const { vendor, submit } = await start();
      await vendor.close();
      const answer = await submit();
      if (answer.kind !== 'rejected') throw new Error('accepted');
      expect(answer.failure).toMatchObject({ charged: 'no', retry: 'free' });
    });
  });

  describe('throws, for nobody knows whether there is a job, on', () => {
    const wrongJson: Fault = { on: 'create', kind: 'answers', status: 200, body: { hello: 'you' }, isDone: true };
    // A refusal in the vendor's own words may be believed with any status; that something broke is no refusal.
    const message = 'An internal error has occurred';
    const error = { code: 'InternalServiceError', message };
    const brokenIn200: Fault = { ...wrongJson, body: { code: 'InternalError', message, error, data: null } };
    it.each<[string, Fault]>([
      ['a reply that is lost', lostReply],
      ['a connection that breaks before any reply', lostRequest],
      ['a 500 after the order was taken', serverError('create', 500, { isDone: true })],
      ['a 500 before it was', serverError('create', 500, { isDone: false })],
      ['a 502 after it', serverError('create', 502, { isDone: true })],
      ['a 504 after it', serverError('create', 504, { isDone: true })],
      ['a 408 after it', serverError('create', 408, { isDone: true })],
      ['a page of HTML instead of a 502', htmlPage('create', 502, { isDone: true })],
      ['a page of HTML as a success', htmlPage('create', 200, { isDone: true })],
      ['a page of HTML as a 400, which is no refusal of the vendor’s', htmlPage('create', 400, { isDone: true })],
      ['a success without an id', wrongJson],
      ['a fault of the vendor’s inside a success', brokenIn200],
      ['a success that breaks off', { on: 'create', kind: 'cuts_body', afterBytes: 5 }],
    ])('%s', async (_, fault) => {
      const { submit, failsWith } = await start({ faults: [fault] });
      await failsWith(submit());
    });

    it('a reply that never comes, once it is given up', async () => {
      const { vendor, provider, order } = await start({ faults: [lateReply] });
      const stop = new AbortController();
      // Who gives up knows why: the reason may come back as it is.
      const ending = provider.submit(order(), hooks({ signal: stop.signal })).then(
        ({ kind }) => kind,
        () => 'threw',
      );
      await vi.waitFor(() => expect(vendor.orders).toHaveLength(1));
      stop.abort();
      expect(await ending).toBe('threw');
    });
  });

  it('has a fingerprint that tells keys and hosts apart and gives none away', async () => {
    const { vendor, provider, clock } = await start();
    const credentialOf = (apiKey: string, baseUrl: string) =>
      subject.makeProvider({
        ...{ apiKey, baseUrl, nowMs: clock.nowMs },
        ...{ fetch: createGuardedFetch(), wait: () => Promise.resolve() },
      }).credential;
    const { apiKey, baseUrl } = vendor;
    expect(credentialOf(apiKey, baseUrl)).toBe(provider.credential);
    expect(credentialOf(`${apiKey}1`, baseUrl)).not.toBe(provider.credential);
    expect(credentialOf(apiKey, 'https://gateway.example')).not.toBe(provider.credential);
    expectNoSecret(provider.credential, vendor);
  });
}

function expectBody(body: unknown, orderCase: OrderCase, expected: Readonly<Record<string, Expected>>): void {
  const received = flatten(body);
  for (const [at, value] of Object.entries(expected)) {
    const got = received.get(at);
    if (typeof value === 'function') expect(value(got), `${at}: ${JSON.stringify(got)}`).toBe(true);
    else if (value instanceof RegExp) expect(got, at).toMatch(value);
    else expect(got, at).toBe(value);
  }
  const extra = [...received.keys()].filter((at) => !(at in expected) && orderCase.mayAlso?.test(at) !== true);
  expect(extra).toEqual([]);
}

function flatten(value: unknown, at = ''): ReadonlyMap<string, unknown> {
  if (typeof value !== 'object' || value === null) return new Map([[at, value]]);
  const inside = Object.entries(value).flatMap(([name, inner]) => [
    ...flatten(inner, at === '' ? name : `${at}.${name}`),
  ]);
  return new Map(inside);
}
