import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import type { RenderOrder, SubmitAnswer } from '../../../src/providers/provider.js';
import { lostReply, oddTypes, serverError } from '../loopback/faults.js';
import { benches, expectNoSecret, hooks, WEBHOOK_SECRET, type Bench, type ProviderUnderTest } from './subject.js';

/** The part of the contract that is about what was lost on the way: finding an order again, hearing of it, bringing a still to the vendor. */
export function recoveringContract(subject: ProviderUnderTest): void {
  const { start, stills } = benches(subject);

  /** Orders, and never hears of it. */
  async function lose(bench: Bench, sent: RenderOrder): Promise<string> {
    const before = bench.vendor.orders.length;
    bench.vendor.fault(lostReply);
    await bench.failsWith(bench.submit(sent));
    expect(bench.vendor.orders).toHaveLength(before + 1);
    return bench.vendor.orders[before]!.handle;
  }

  /** As it is sent again: with the bytes that were kept, where there are any. */
  function again({ provider }: Bench, sent: RenderOrder): Promise<SubmitAnswer> {
    const body = provider.bodyOf?.(sent);
    return provider.submit({ ...sent, ...(body === undefined ? {} : { body }), isRepeat: true }, hooks());
  }

  it('makes one render of an order sent twice, if it says that its vendor knows repeats', async () => {
    const bench = await start();
    if (bench.provider.knowsRepeats !== true) return;
    const sent = bench.order();
    const handle = await lose(bench, sent);
    expect(await again(bench, sent)).toMatchObject({ kind: 'accepted', handle });
    expect(bench.vendor.orders).toHaveLength(1);
    expect(bench.vendor.charges()).toHaveLength(1);
    expect(await bench.accept(bench.order())).not.toBe(handle);
  });

  it('never takes the refusal of a repeat for proof that the first was refused', async () => {
    const bench = await start();
    if (bench.provider.knowsRepeats !== true) return;
    const sent = bench.order();
    await lose(bench, sent);
    bench.vendor.fault(serverError('create', 429, { isDone: false }));
    const answer = await again(bench, sent).catch(() => undefined);
    expect(answer?.kind).not.toBe('rejected');
  });

  it.each([false, true])('finds an order whose answer was lost, or is not sure (odd types: %s)', async (isOdd) => {
    const bench = await start({ faults: isOdd ? [oddTypes('list')] : [] });
    if (bench.provider.find === undefined) return;
    const sent = bench.order();
    const sentAtMs = bench.clock.nowMs();
    const handle = await lose(bench, sent);
    bench.clock.pass(30_000);
    const found = await bench.provider.find(sent, sentAtMs, hooks());
    expect(found.kind).not.toBe('absent');
    if (found.kind === 'found') expect(found.handle).toBe(handle);
    if (found.kind === 'unsure' && found.candidates !== undefined) expect(found.candidates).toContain(handle);
  });

  it('does not take the order of another attempt for its own', async () => {
    const bench = await start();
    if (bench.provider.find === undefined) return;
    const other = await bench.accept();
    const sent = bench.order();
    const sentAtMs = bench.clock.nowMs();
    const handle = await lose(bench, sent);
    const found = await bench.provider.find(sent, sentAtMs, hooks());
    if (found.kind === 'found') expect(found.handle).toBe(handle);
    expect(found).not.toMatchObject({ handle: other });
    expect(found.kind).not.toBe('absent');
  });

  it('does not miss an order behind a page of later ones', async () => {
    const bench = await start();
    if (bench.provider.find === undefined) return;
    const sent = bench.order();
    const sentAtMs = bench.clock.nowMs();
    const handle = await lose(bench, sent);
    for (let n = 0; n < 25; n += 1) await bench.accept(bench.order());
    const found = await bench.provider.find(sent, sentAtMs, hooks());
    expect(found.kind).not.toBe('absent');
    if (found.kind === 'found') expect(found.handle).toBe(handle);
  });

  it('says of an order that never arrived that it is absent or not sure', async () => {
    const bench = await start();
    if (bench.provider.find === undefined) return;
    const found = await bench.provider.find(bench.order(), bench.clock.nowMs(), hooks());
    expect(['absent', 'unsure']).toContain(found.kind);
  });

  it('throws when it could not look', async () => {
    const bench = await start({ faults: [serverError('list', 500, { isDone: false, times: Infinity })] });
    const looked = bench.provider.find?.(bench.order(), bench.clock.nowMs(), hooks());
    if (looked !== undefined) await bench.failsWith(looked);
  });

  describe.runIf(subject.callbacks !== 'none')('a callback', () => {
    const isSigned = subject.callbacks === 'signed';
    async function called(): Promise<{
      readonly bench: Bench;
      readonly handle: string;
      readonly headers: Headers;
      readonly body: Buffer;
    }> {
      const bench = await start();
      const handle = await bench.accept(bench.order(undefined, { callbackUrl: 'http://127.0.0.1:9/hooks/x' }));
      bench.clock.pass(61_000);
      return { bench, handle, ...bench.vendor.callbackFor(handle)! };
    }

    it('is heard, as often as it comes', async () => {
      const { bench, handle, headers, body } = await called();
      for (let n = 0; n < 2; n += 1) {
        const heard = await bench.provider.hear!({ headers, body, nowMs: bench.clock.nowMs() });
        expect(heard).toEqual({ handle, isSigned });
      }
    });

    it('that is forged is not heard, or is only a reason to ask', async () => {
      const { bench, handle, body } = await called();
      const nowMs = bench.clock.nowMs();
      const { headers } = bench.vendor.callbackFor(handle, true)!;
      const heard = await bench.provider.hear!({ headers, body, nowMs });
      expect(heard).toEqual(isSigned ? undefined : { handle, isSigned: false });
    });

    it.runIf(isSigned)('whose bytes, time or signature were changed is not heard', async () => {
      const { bench, headers, body } = await called();
      const nowMs = bench.clock.nowMs();
      const changed = Buffer.from(body.toString().replace('success', 'suckess'));
      expect(await bench.provider.hear!({ headers, body: changed, nowMs })).toBeUndefined();
      expect(await bench.provider.hear!({ headers, body, nowMs: nowMs + 302_000 })).toBeUndefined();
      expect(await bench.provider.hear!({ headers, body, nowMs: nowMs - 302_000 })).toBeUndefined();
      const bare = new Headers();
      const unsigned = await bench.provider.hear!({ headers: bare, body, nowMs });
      expect(unsigned?.isSigned ?? false).toBe(false);
    });

    it.each(['', '{', 'null', '[]', '{"id":7}', '{"taskId":{}}', '<html></html>'])(
      'that says %j is none',
      async (text) => {
        const { bench } = await called();
        const headers = new Headers({ 'content-type': 'application/json' });
        const heard = await bench.provider.hear!({ headers, body: Buffer.from(text), nowMs: bench.clock.nowMs() });
        expect(heard).toBeUndefined();
      },
    );
  });

  it('brings a still to the vendor, who then renders from it', async () => {
    const bench = await start();
    if (bench.provider.upload === undefined) return;
    const { bytes } = stills();
    const still = {
      bytes: async function* () {
        yield new Uint8Array(bytes.subarray(0, 1_000));
        yield new Uint8Array(bytes.subarray(1_000));
      },
      sizeBytes: bytes.byteLength,
      mediaType: 'image/jpeg',
      name: 'still.jpg',
    };
    const { url, expiresAtMs } = await bench.provider.upload(still, hooks());
    expect(expiresAtMs).toBeGreaterThan(bench.clock.nowMs());
    await bench.accept(bench.order(undefined, { frames: { first: url } }));
    expect(bench.vendor.orders[0]!.rawBody.toString()).toContain(url);
    bench.vendor.fault(serverError('upload', 500, { isDone: false, times: Infinity }));
    await bench.failsWith(bench.provider.upload(still, hooks()));
  });

  it('shows its secret to nobody', async () => {
    const { provider, vendor } = await start();
    expectNoSecret(inspect(provider, { depth: 5, showHidden: true }), vendor);
    expect(WEBHOOK_SECRET.length).toBeGreaterThan(16);
  });
}
