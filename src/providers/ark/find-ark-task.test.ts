import { afterEach, describe, expect, it } from 'vitest';
import { closeLoopbacks } from '../../net/testing/loopback.js';
import { quietHooks } from '../calling/testing/vendor-desk.js';
import type { FoundJob } from '../provider.js';
import { NOW_MS, openDesk, orderOf, refusal } from './testing/ark-desk.js';
import { expirySecOf } from './to-ark-body.js';

afterEach(closeLoopbacks);

const HOUR_MS = 3_600_000;
const SENT_MS = NOW_MS - HOUR_MS;
const OURS = expirySecOf('attempt-1');

function listed(name: string, atMs: number, changes: object = {}): object {
  return {
    ...{ id: `cgt-${name}`, model: 'dreamina-seedance-2-0-260128', status: 'running' },
    ...{ created_at: Math.floor(atMs / 1000), execution_expires_after: 172800, ...changes },
  };
}

async function find(
  tasks: readonly object[],
  sentAtMs = SENT_MS,
  pageMax = 500,
): Promise<{ found: FoundJob; asked: number }> {
  const { provider, seen } = await openDesk(({ path }) => {
    const query = new URL(path, 'http://desk').searchParams;
    const size = Math.min(Number(query.get('page_size')), pageMax);
    const page = Number(query.get('page_num'));
    return { items: tasks.slice((page - 1) * size, page * size), total: tasks.length };
  });
  return { found: await provider.find!(orderOf(), sentAtMs, quietHooks()), asked: seen.length };
}

describe('an order at Ark that nobody knows the end of', () => {
  it('is found by the mark that only its attempt has, among others of its model and minute', async () => {
    const tasks = [
      listed('other', SENT_MS),
      listed('ours', SENT_MS + 1000, { execution_expires_after: OURS }),
      listed('another', SENT_MS, { execution_expires_after: expirySecOf('attempt-2') }),
    ];
    expect((await find(tasks)).found).toEqual({ kind: 'found', handle: 'cgt-ours' });
    expect((await find(tasks, SENT_MS, 1)).found).toEqual({ kind: 'found', handle: 'cgt-ours' });
  });

  it('is found although numbers are written as text', async () => {
    const tasks = [listed('ours', 0, { created_at: String(SENT_MS / 1000), execution_expires_after: String(OURS) })];
    expect((await find(tasks)).found).toEqual({ kind: 'found', handle: 'cgt-ours' });
  });

  it.each([
    ['has another mark', listed('a', SENT_MS)],
    ['has none', listed('a', SENT_MS, { execution_expires_after: undefined })],
    ['does not say of which model it is', listed('a', SENT_MS, { model: undefined })],
    ['is of an endpoint', listed('a', SENT_MS, { model: 'ep-20261122-xyz' })],
    ['does not say when it was made', listed('a', SENT_MS, { created_at: undefined })],
  ])('is unsure when there is a task that %s', async (_what, task) => {
    expect((await find([task])).found).toEqual({ kind: 'unsure', candidates: ['cgt-a'] });
  });

  it('is looked for under the model that its kept body names', async () => {
    const { provider } = await openDesk(() => ({ items: [listed('a', SENT_MS)], total: 1 }));
    const sent = (body: string) => provider.find!(orderOf({}, { body }), SENT_MS, quietHooks());
    expect(await sent('{"model":"dreamina-seedance-1-0-pro-250528"}')).toEqual({ kind: 'absent' });
    expect(await sent('{"model":"dreamina-seedance-2-0-260128"}')).toMatchObject({ kind: 'unsure' });
    expect(await sent('half a bod')).toEqual({ kind: 'unsure' });
  });

  it('is looked for by the mark that its kept body has, whichever release chose it', async () => {
    const { provider } = await openDesk(() => ({
      items: [listed('a', SENT_MS, { execution_expires_after: 123_456 })],
      total: 1,
    }));
    const body = '{"model":"dreamina-seedance-2-0-260128","execution_expires_after":123456}';
    const found = await provider.find!(orderOf({}, { body }), SENT_MS, quietHooks());
    expect(found).toEqual({ kind: 'found', handle: 'cgt-a' });
  });

  it('is unsure when two tasks have its mark', async () => {
    const twice = ['a', 'b'].map((name) => listed(name, SENT_MS, { execution_expires_after: OURS }));
    expect((await find(twice)).found).toEqual({ kind: 'unsure', candidates: ['cgt-a', 'cgt-b'] });
  });

  it('is unsure when its mark is on a task of another hour: our clock may have been wrong when it was sent', async () => {
    const task = listed('a', SENT_MS + 40 * 60_000, { execution_expires_after: OURS });
    expect((await find([task])).found).toEqual({ kind: 'unsure', candidates: ['cgt-a'] });
  });

  it('is absent when the whole list has nothing like it, however long the list is', async () => {
    const model = 'dreamina-seedance-2-0-fast-260128';
    const tasks = Array.from({ length: 1200 }, (_, index) =>
      index % 2 === 0 ? listed(`n${index}`, SENT_MS, { model }) : listed(`n${index}`, SENT_MS - HOUR_MS),
    );
    expect(await find(tasks)).toEqual({ found: { kind: 'absent' }, asked: 3 });
    expect((await find([])).found).toEqual({ kind: 'absent' });
  });

  it.each([
    ['just now', NOW_MS - 60_000],
    ['before what the list goes back to', NOW_MS - 7 * 24 * HOUR_MS],
  ])('is not absent when it was sent %s', async (_when, sentAtMs) => {
    expect((await find([], sentAtMs)).found).toEqual({ kind: 'unsure' });
  });

  it('is not absent when the list breaks off', async () => {
    const { provider } = await openDesk(() => ({ items: [], total: 3 }));
    expect(await provider.find!(orderOf(), SENT_MS, quietHooks())).toEqual({ kind: 'unsure' });
  });

  it('is not absent because the list could not be had or read', async () => {
    const refused = await openDesk((_request, response) => refusal(response, 401, 'AuthenticationError'));
    await expect(refused.provider.find!(orderOf(), SENT_MS, quietHooks())).rejects.toThrow('ARK_API_KEY');
    const odd = await openDesk(() => ({ items: [{ task: 1 }], total: 1 }));
    await expect(odd.provider.find!(orderOf(), SENT_MS, quietHooks())).rejects.toMatchObject({ name: 'ProviderError' });
  });
});
