import { afterEach, describe, expect, it } from 'vitest';
import { closeLoopbacks } from '../../net/testing/loopback.js';
import type { WrittenAnswer } from '../calling/testing/vendor-desk.js';
import { ProviderError } from '../provider.js';
import { HOOKS, NOW_MS, openDesk, ORDER } from './testing/dashscope-desk.js';

afterEach(closeLoopbacks);

describe('looking for an order at DashScope', () => {
  const made = (task_id: string, atMs: number, model_name = 'wan2.7-i2v'): object => ({
    ...{ task_id, gmt_create: String(atMs), model_name, status: 'RUNNING' },
  });

  async function find(
    tasks: readonly object[],
    prompts: Readonly<Record<string, string>> = {},
    ageMs = 600_000,
    ours: readonly string[] = [],
  ) {
    const { provider, asked } = await openDesk(({ line }) => {
      const id = /tasks\/([^?]+)/.exec(line)?.[1];
      if (id !== undefined) return [200, { output: { task_status: 'SUCCEEDED', orig_prompt: prompts[id] } }];
      return [200, { data: tasks, total: tasks.length, total_page: tasks.length === 0 ? 0 : 1 }];
    });
    const others = { has: (handle: string) => Promise.resolve(ours.includes(handle)) };
    return { found: await provider.find!(ORDER, NOW_MS - ageMs, HOOKS, others), asked };
  }
  const sentAtMs = NOW_MS - 600_000;

  it('finds the one task of the moment, by a span of time that holds in any of the vendor’s zones', async () => {
    const { found, asked } = await find([made('t-1', sentAtMs + 2000), made('t-2', sentAtMs - 900_000)]);
    expect(found).toEqual({ kind: 'found', handle: 't-1' });
    const query = new URLSearchParams(asked[0]!.line.split('?')[1]);
    expect(query.get('model_name')).toBe('wan2.7-i2v');
    const [start, end] = ['start_time', 'end_time'].map((name) => Number(query.get(name)));
    expect(start).toBeLessThan(20261122064000);
    expect(end).toBeGreaterThan(20261122200000);
  });

  it('does not take the only task of the moment while the list may be late and the task does not say its prompt', async () => {
    const soonMs = NOW_MS - 5_000;
    const early = (prompts: Readonly<Record<string, string>>) => find([made('t-1', soonMs)], prompts, 5_000);
    expect((await early({})).found).toEqual({ kind: 'unsure', candidates: ['t-1'] });
    expect((await early({ 't-1': 'slow push in' })).found).toEqual({ kind: 'found', handle: 't-1' });
  });

  it('tells two of one moment apart by their prompts, and says so where it cannot', async () => {
    const two = [made('t-1', sentAtMs), made('t-2', sentAtMs + 1000)];
    expect((await find(two, { 't-1': 'other', 't-2': 'slow  push in' })).found).toMatchObject({ handle: 't-2' });
    const unsure = { kind: 'unsure', candidates: ['t-1', 't-2'] };
    expect((await find(two, { 't-1': 'slow push in', 't-2': 'slow push in' })).found).toEqual(unsure);
    expect((await find(two, { 't-1': 'slow push in' })).found).toEqual(unsure);
  });

  it('leaves out what is another order’s of this installation, however many there are', async () => {
    const many = Array.from({ length: 40 }, (_, index) => made(`t-${index}`, sentAtMs + 100 * index));
    const ours = many.slice(1).map((_, index) => `t-${index + 1}`);
    expect((await find(many, { 't-0': 'slow push in' }, 600_000, ours)).found).toEqual({
      kind: 'found',
      handle: 't-0',
    });
    expect((await find(many, {}, 600_000, ['t-0', ...ours])).found).toEqual({ kind: 'absent' });
  });

  it('does not take a task of another prompt, nor say that there is none because of it', async () => {
    const { found } = await find([made('t-1', sentAtMs)], { 't-1': 'other' });
    expect(found).toEqual({ kind: 'unsure', candidates: ['t-1'] });
  });

  it('says that there is none only when the whole list is empty around it, not too early and not too late', async () => {
    expect((await find([made('t-9', sentAtMs, 'qwen-image')])).found).toEqual({ kind: 'absent' });
    expect((await find([], {}, 60_000)).found).toEqual({ kind: 'unsure' });
    expect((await find([], {}, 23 * 3_600_000)).found).toEqual({ kind: 'unsure' });
    expect((await find([{ task_id: 't-1' }], { 't-1': 'other' })).found).toMatchObject({ kind: 'unsure' });
  });

  it('says not that there is none while one of another hour may be it: our clock may have been wrong', async () => {
    const hourLater = [made('t-1', sentAtMs + 3_600_000)];
    expect((await find(hourLater, { 't-1': 'slow push in' })).found).toEqual({ kind: 'unsure', candidates: ['t-1'] });
    expect((await find(hourLater)).found).toEqual({ kind: 'unsure', candidates: ['t-1'] });
    expect((await find(hourLater, { 't-1': 'other' })).found).toEqual({ kind: 'absent' });
    expect((await find(hourLater, {}, 600_000, ['t-1'])).found).toEqual({ kind: 'absent' });
  });

  it('proves nothing by a clock that is an hour off, and finds all the same', async () => {
    const date = new Date(NOW_MS + 3_600_000).toUTCString();
    const list = (data: readonly object[]): WrittenAnswer => [
      200,
      { data, total: data.length, total_page: 1 },
      { date },
    ];
    const empty = await openDesk(() => list([]));
    expect(await empty.provider.find!(ORDER, sentAtMs, HOOKS)).toEqual({ kind: 'unsure' });
    const byTheirs = [made('t-1', sentAtMs + 3_600_000)];
    const one = await openDesk(({ line }) => (line.includes('?') ? list(byTheirs) : [200, { output: {} }]));
    expect(await one.provider.find!(ORDER, sentAtMs, HOOKS)).toEqual({ kind: 'found', handle: 't-1' });
  });

  it('does not read an error page as an empty list', async () => {
    const answers: WrittenAnswer[] = [
      [200, '<html>'],
      [503, ''],
      [200, { code: 'Throttling', message: '' }],
    ];
    const { provider } = await openDesk(() => answers.shift()!);
    for (let left = answers.length; left > 0; left -= 1) {
      await expect(provider.find!(ORDER, sentAtMs, HOOKS)).rejects.toBeInstanceOf(ProviderError);
    }
  });
});
