import { describe, expect, it } from 'vitest';
import type { PollAnswer, ProviderOutput } from '../../../src/providers/provider.js';
import { CLIP } from '../loopback/clip-host.js';
import { htmlPage, oddTypes, rateLimited, serverError, withValue, type Fault } from '../loopback/faults.js';
import { benches, expectFailure, hooks, PACE, readAll, type Bench, type ProviderUnderTest } from './subject.js';

const WHOLE_MS = PACE.queuedMs + PACE.renderMs;

/** The part of the contract that is about asking how a render is, fetching it, and calling it off. */
export function askingContract(subject: ProviderUnderTest): void {
  const { start } = benches(subject);

  /** Orders, lets the render end, and asks. */
  async function finish(bench: Bench): Promise<{ readonly handle: string; readonly poll: () => Promise<PollAnswer> }> {
    const sent = bench.order();
    const handle = await bench.accept(sent);
    bench.clock.pass(WHOLE_MS);
    return { handle, poll: () => bench.provider.poll(handle, sent, hooks()) };
  }

  async function clipOf(
    bench: Bench,
  ): Promise<{ readonly clip: ProviderOutput; readonly poll: () => Promise<PollAnswer> }> {
    const { poll } = await finish(bench);
    const clip = videoOf(await poll());
    return { clip, poll };
  }

  it('takes an unknown status for running', async () => {
    const bench = await start({ faults: [withValue('poll', subject.statusPath, 'PONDERING')] });
    const { poll } = await finish(bench);
    expect(await poll()).toMatchObject({ kind: 'running' });
    expect(await poll()).toMatchObject({ kind: 'succeeded' });
  });

  it('takes a success without a clip for no end', async () => {
    const bench = await start({ fates: [{ kind: 'succeeds_empty' }] });
    const { poll } = await finish(bench);
    const answer = await poll().catch(() => ({ kind: 'running' }));
    expect(answer).toMatchObject({ kind: 'running' });
  });

  it('reads numbers that are strings, and does not mind fields that nobody knows', async () => {
    const bench = await start({ faults: [oddTypes('poll')] });
    const { poll } = await finish(bench);
    const clip = videoOf(await poll());
    expect(await readAll(await bench.provider.open(clip.source, hooks()))).toEqual(CLIP);
    if (clip.expiresAtMs !== undefined) expect(clip.expiresAtMs).toBeGreaterThan(bench.clock.nowMs());
  });

  describe('throws, retryable, when it could not ask:', () => {
    it.each<[string, Fault]>([
      ['a 500', serverError('poll', 500, { isDone: false })],
      ['a 503', serverError('poll', 503, { isDone: false })],
      ['a 429', rateLimited('poll', 3)],
      ['a page of HTML as a 502', htmlPage('poll', 502, { isDone: false })],
      ['a page of HTML as a success', htmlPage('poll', 200, { isDone: false })],
      ['a connection that breaks', { on: 'poll', kind: 'cuts_socket', isDone: true }],
      ['an answer that breaks off', { on: 'poll', kind: 'cuts_body', afterBytes: 10 }],
    ])('%s', async (_, fault) => {
      const bench = await start({ faults: [fault] });
      const { poll } = await finish(bench);
      expect((await bench.failsWith(poll())).retryable).toBe(true);
      expect(await poll()).toMatchObject({ kind: 'succeeded' });
    });

    it('a key that is refused now says nothing about the render', async () => {
      const bench = await start({ faults: [serverError('poll', 401, { isDone: false })] });
      const { poll } = await finish(bench);
      await bench.failsWith(poll());
      expect(await poll()).toMatchObject({ kind: 'succeeded' });
    });
  });

  it.each(subject.failures)(
    'says what kind of failure it was, who pays and whether to try again: $title',
    async (failure) => {
      const bench = await start();
      failure.arrange(bench.vendor, bench.clock);
      const { poll } = await finish(bench);
      const answer = await poll();
      if (answer.kind !== 'failed') throw new Error(`${answer.kind}, not failed`);
      expectFailure(answer.failure, failure, bench.vendor);
    },
  );

  it('never makes a success, or a failure that is free for sure, of a task that is gone', async () => {
    const bench = await start({ fates: [{ kind: 'vanishes' }] });
    const { poll } = await finish(bench);
    const answer = await poll().catch(() => undefined);
    if (answer?.kind === 'failed') expect(answer.failure.charged).toBe('unknown');
    else expect(answer?.kind).not.toBe('succeeded');
  });

  it('waits for an answer that comes in drips', async () => {
    const bench = await start({ faults: [{ on: 'poll', kind: 'drips', chunkBytes: 64, everyMs: 5 }] });
    const { poll } = await finish(bench);
    expect(await poll()).toMatchObject({ kind: 'succeeded' });
  });

  describe('the clip', () => {
    it('throws, retryable, on a 504 ten times, and is whole after that though its stream is cut twice', async () => {
      const faults: Fault[] = [
        serverError('output', 504, { isDone: false, times: 10 }),
        { on: 'output', kind: 'cuts_body', afterBytes: 1_000, times: 2 },
      ];
      const bench = await start({ faults });
      const { clip } = await clipOf(bench);
      for (let n = 0; n < 10; n += 1) {
        expect((await bench.failsWith(bench.provider.open(clip.source, hooks()))).retryable).toBe(true);
      }
      expect(CLIP.equals(await readAll(await bench.provider.open(clip.source, hooks())))).toBe(true);
    });

    it('is whole when it comes in drips', async () => {
      const bench = await start({ faults: [{ on: 'output', kind: 'drips', chunkBytes: 500, everyMs: 10 }] });
      const { clip } = await clipOf(bench);
      expect(await readAll(await bench.provider.open(clip.source, hooks()))).toEqual(CLIP);
    });

    it.each([404, 403])('that answers %i may be there the next time', async (status) => {
      const bench = await start({ faults: [serverError('output', status, { isDone: false })] });
      const { clip, poll } = await clipOf(bench);
      await openOrFail(bench, clip);
      const again = videoOf(await poll());
      expect(await readAll(await bench.provider.open(again.source, hooks()))).toEqual(CLIP);
    });

    it(`dies with its URL${subject.outputs.isSignedAnew ? ', and asking again gives a new one' : ''}`, async () => {
      const bench = await start();
      const { clip, poll } = await clipOf(bench);
      bench.clock.pass(subject.outputs.lifeMs);
      if (!subject.outputs.isSignedAnew) {
        await bench.failsWith(bench.provider.open(clip.source, hooks()));
        return;
      }
      await openOrFail(bench, clip);
      const again = videoOf(await poll());
      expect(await readAll(await bench.provider.open(again.source, hooks()))).toEqual(CLIP);
    });
  });

  describe('a cancel', () => {
    it('of an order that waits', async () => {
      const bench = await start();
      const handle = await bench.accept();
      const answer = await bench.provider.cancel(handle);
      expect(subject.cancels.queued).toContain(answer);
      if (answer === 'confirmed') expect(bench.vendor.charges()).toEqual([]);
    });

    it('of an order that runs', async () => {
      const bench = await start();
      const handle = await bench.accept();
      bench.clock.pass(PACE.queuedMs);
      expect(subject.cancels.running).toContain(await bench.provider.cancel(handle));
    });

    it('of one that has ended leaves its clip where it is', async () => {
      const bench = await start();
      const { handle, poll } = await finish(bench);
      expect(subject.cancels.ended).toContain(await bench.provider.cancel(handle));
      expect(bench.vendor.phaseOf(handle)).toBe('succeeded');
      expect(await poll()).toMatchObject({ kind: 'succeeded' });
    });

    it('of one that ends meanwhile', async () => {
      const bench = await start({ faults: [{ on: 'cancel', kind: 'render_ends_first' }] });
      const handle = await bench.accept();
      expect(subject.cancels.race).toContain(await bench.provider.cancel(handle));
    });

    it('that gets no answer is uncertain', async () => {
      const bench = await start({ faults: [{ on: 'cancel', kind: 'cuts_socket', isDone: false, times: Infinity }] });
      const handle = await bench.accept();
      // An adapter may as well throw: the interface does not forbid it.
      const answer = await bench.provider.cancel(handle).catch(() => 'uncertain');
      expect(['uncertain', 'too_late']).toContain(answer);
    });
  });
}

/** A dead URL: the adapter says so, or asks for a new one by itself and hands over the whole clip. */
async function openOrFail(bench: Bench, clip: ProviderOutput): Promise<void> {
  const opened = bench.provider.open(clip.source, hooks());
  const bytes = await opened.then(readAll, () => undefined);
  if (bytes === undefined) await bench.failsWith(opened);
  else expect(bytes).toEqual(CLIP);
}

function videoOf(answer: PollAnswer): ProviderOutput {
  const clip = answer.kind === 'succeeded' ? answer.outputs.find(({ type }) => type === 'video') : undefined;
  if (clip === undefined) throw new Error(`no clip in ${JSON.stringify(answer)}`);
  return clip;
}
