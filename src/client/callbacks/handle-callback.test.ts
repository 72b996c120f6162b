import { describe, expect, it, vi } from 'vitest';
import type { CallbackTask } from '../../contract/callback.js';
import { signCallback } from '../../delivery/sign-callback.js';
import { BODY } from '../../delivery/testing/delivery-bench.js';
import { type CallbackHandling, handleCallback } from './handle-callback.js';

const NOW_MS = 1_777_282_099_000;
const SECRET = 'a secret, long enough';

/** A receiver in memory, and what it did, in order. */
function createReceiver(changes: Partial<CallbackHandling> = {}) {
  const did: string[] = [];
  const known = new Set<string>();
  const workings: Promise<void>[] = [];
  const errors: unknown[] = [];
  const handling: CallbackHandling = {
    secrets: [SECRET],
    persist: ({ taskId }, deliveryId) => {
      did.push(`persist ${deliveryId ?? 'unsigned id'}`);
      if (known.has(taskId)) return Promise.resolve('duplicate');
      known.add(taskId);
      return Promise.resolve('new');
    },
    work: ({ taskId }) => void did.push(`work ${taskId}`),
    onError: (error) => errors.push(error),
    waitUntil: (working) => workings.push(working),
    nowMs: () => NOW_MS,
    ...changes,
  };
  return { did, errors, workings, handle: (request: Request) => handleCallback(request, handling) };
}

function signed(body = BODY, changes: { readonly secrets?: readonly string[]; readonly atSec?: number } = {}): Request {
  const headers = signCallback({ secrets: [SECRET], id: 'd-1', body, atSec: NOW_MS / 1000, ...changes });
  return new Request('http://receiver/callbacks', { method: 'POST', headers, body });
}

describe('a genuine callback', () => {
  it('is persisted, acknowledged, and then worked on', async () => {
    const order: string[] = [];
    const receiver = createReceiver({
      persist: () => {
        order.push('persisted');
        return Promise.resolve('new');
      },
      work: () => void order.push('worked on'),
    });
    const answer = await receiver.handle(signed());
    order.push('answered');
    await Promise.all(receiver.workings);
    expect(answer.status).toBe(204);
    expect(order).toEqual(['persisted', 'answered', 'worked on']);
  });

  it('is acknowledged while the work goes on, however long', async () => {
    let finish = (): void => undefined;
    const finished = new Promise<void>((resolve) => (finish = resolve));
    const receiver = createReceiver({ work: () => finished });
    expect((await receiver.handle(signed())).status).toBe(204);
    finish();
    await Promise.all(receiver.workings);
  });

  it('is acknowledged again, and not worked on again, when it comes twice', async () => {
    const { did, handle, workings } = createReceiver();
    expect((await handle(signed())).status).toBe(204);
    expect((await handle(signed())).status).toBe(204);
    await Promise.all(workings);
    expect(did.filter((one) => one.startsWith('work'))).toHaveLength(1);
    expect(did.filter((one) => one === 'persist d-1')).toHaveLength(2);
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('of the work');
      },
    ],
    ['rejects', () => Promise.reject(new Error('of the work'))],
  ])('is acknowledged though the work %s, which is reported', async (_, work) => {
    const receiver = createReceiver({ work });
    expect((await receiver.handle(signed())).status).toBe(204);
    await Promise.all(receiver.workings);
    expect(receiver.errors).toMatchObject([{ message: 'of the work' }]);
  });

  it('that cannot be persisted is not acknowledged and not worked on: it comes again', async () => {
    const work = vi.fn();
    const receiver = createReceiver({ persist: () => Promise.reject(new Error('no room')), work });
    expect((await receiver.handle(signed())).status).toBe(500);
    expect(receiver.errors).toMatchObject([{ message: 'no room' }]);
    expect(work).not.toHaveBeenCalled();
  });

  it('keeps what this version does not know of, and needs no more than HiAPI says', async () => {
    let seen: CallbackTask | undefined;
    const receiver = createReceiver({ work: (task) => void (seen = task) });
    const { output: _, ...rest } = JSON.parse(BODY) as Record<string, unknown>;
    const body = JSON.stringify({
      ...rest,
      status: 'fail',
      error: { code: 'TASK_FAILED', message: 'no' },
      weather: 'fair',
    });
    expect((await receiver.handle(signed(body))).status).toBe(204);
    await Promise.all(receiver.workings);
    expect(seen).toMatchObject({ status: 'fail', error: { code: 'TASK_FAILED' }, weather: 'fair' });
  });
});

describe('nothing is persisted, and the answer is', () => {
  async function statusOf(request: Request, changes: Partial<CallbackHandling> = {}): Promise<number> {
    const { did, handle } = createReceiver(changes);
    const { status } = await handle(request);
    expect(did).toEqual([]);
    return status;
  }

  it('401 for another’s signature, an old one, and none', async () => {
    expect(await statusOf(signed(BODY, { secrets: ['another secret, as long'] }))).toBe(401);
    expect(await statusOf(signed(BODY, { atSec: NOW_MS / 1000 - 301 }))).toBe(401);
    expect(await statusOf(signed(BODY, { secrets: [] }))).toBe(401);
  });

  it('401 for an unsigned one even where those are taken, once there is a secret', async () => {
    expect(await statusOf(signed(BODY, { secrets: [] }), { allowUnsigned: true })).toBe(401);
  });

  it('413 for more than the cap, announced or not, at one byte too many', async () => {
    const body = 'x'.repeat(1_048_577);
    expect(await statusOf(signed(body))).toBe(413);
    const announced = new Request('http://receiver/', {
      method: 'POST',
      headers: { 'content-length': '2000000' },
      body: 'x',
    });
    expect(await statusOf(announced)).toBe(413);
    expect(await statusOf(signed('x'.repeat(1_048_576)))).toBe(400);
  });

  it('413 for an endless body, which is not read on', async () => {
    let pulled = 0;
    const body = new ReadableStream({
      pull: (controller) => {
        pulled += 1;
        controller.enqueue(new Uint8Array(65_536));
      },
    });
    const init = { method: 'POST', body, duplex: 'half' } as RequestInit;
    expect(await statusOf(new Request('http://receiver/', init))).toBe(413);
    expect(pulled).toBeLessThan(20);
  });

  it.each([
    '',
    '{',
    'null',
    '[]',
    '{"taskId":"tk-1"}',
    '{"taskId":1,"model":"m","status":"success","created":1,"completed":1}',
  ])('400 for the signed body %j', async (body) => {
    expect(await statusOf(signed(body))).toBe(400);
  });

  it('400 for a body that breaks off', async () => {
    const body = new ReadableStream({ start: (controller) => controller.error(new Error('gone')) });
    const init = { method: 'POST', body, duplex: 'half' } as RequestInit;
    expect(await statusOf(new Request('http://receiver/', init))).toBe(400);
  });

  it('405 for a GET', async () => {
    expect(await statusOf(new Request('http://receiver/'))).toBe(405);
  });
});

describe('a receiver without a secret', () => {
  it('is told so', async () => {
    await expect(createReceiver({ secrets: [] }).handle(signed())).rejects.toMatchObject({ code: 'bad_usage' });
  });

  it('takes unsigned callbacks when it says so', async () => {
    const receiver = createReceiver({ secrets: [], allowUnsigned: true });
    expect((await receiver.handle(signed(BODY, { secrets: [] }))).status).toBe(204);
    expect(receiver.did[0]).toBe('persist unsigned id');
  });
});
