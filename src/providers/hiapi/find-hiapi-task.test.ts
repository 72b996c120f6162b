import { afterEach, describe, expect, it } from 'vitest';
import { closeLoopbacks } from '../../net/testing/loopback.js';
import { quietHooks } from '../calling/testing/vendor-desk.js';
import type { FoundJob } from '../provider.js';
import { NOW_MS, openDesk, orderOf, refusal, success } from './testing/hiapi-desk.js';

afterEach(closeLoopbacks);

const HOUR_MS = 3_600_000;
const SENT_MS = NOW_MS - HOUR_MS;

interface Listed {
  readonly taskId: string;
  readonly model: string;
  readonly created: number;
}

function listed(name: string, atMs: number, model = 'seedance-2-0'): Listed & { status: string } {
  return { taskId: `tk-hiapi-${name}`, model, created: Math.floor(atMs / 1000), status: 'handling' };
}

async function find(tasks: readonly Listed[], sentAtMs = SENT_MS): Promise<{ found: FoundJob; paths: string[] }> {
  const { provider, seen } = await openDesk(({ path }) => {
    const query = new URL(path, 'http://desk').searchParams;
    const page = Number(query.get('page'));
    const size = Number(query.get('size'));
    return success({ page, size, total: tasks.length, tasks: tasks.slice((page - 1) * size, page * size) });
  });
  const found = await provider.find!(orderOf(), sentAtMs, quietHooks());
  return { found, paths: seen.map(({ path }) => path) };
}

describe('an order that nobody knows the end of', () => {
  it('is absent when the whole list has no task of its model from then', async () => {
    const others = [
      listed('late', SENT_MS + HOUR_MS / 2),
      listed('wan', SENT_MS, 'wan2.7-video/image-to-video'),
      listed('early', SENT_MS - HOUR_MS),
    ];
    expect((await find(others)).found).toEqual({ kind: 'absent' });
    expect((await find([])).found).toEqual({ kind: 'absent' });
  });

  it('is looked for page by page, back past the time that it was sent', async () => {
    const newer = Array.from({ length: 150 }, (_, index) => listed(`n${index}`, NOW_MS - index * 1000));
    const older = Array.from({ length: 150 }, (_, index) => listed(`o${index}`, SENT_MS - HOUR_MS - index * 1000));
    const { found, paths } = await find([...newer, ...older]);
    expect(found).toEqual({ kind: 'absent' });
    expect(paths).toEqual(['/v1/tasks?page=1&size=100', '/v1/tasks?page=2&size=100']);
  });

  it.each(['seedance-2-0', 'seedance-2.0', 'seedance-2.0@pro'])(
    'is not said to be a task of the model %s from then: it may be anybody’s',
    async (model) => {
      const { found } = await find([listed('a', SENT_MS + 1000, model)]);
      expect(found).toEqual({ kind: 'unsure', candidates: ['tk-hiapi-a'] });
    },
  );

  it('is not absent while it could still turn up', async () => {
    expect((await find([], NOW_MS - 60_000)).found).toEqual({ kind: 'unsure' });
  });

  it('is not absent when a task in the list cannot be read', async () => {
    const { provider } = await openDesk(() => success({ page: 1, size: 100, total: 1, tasks: [{ id: 7 }] }));
    await expect(provider.find!(orderOf(), SENT_MS, quietHooks())).rejects.toMatchObject({ name: 'ProviderError' });
  });

  it('is not absent because the list could not be had', async () => {
    const { provider } = await openDesk((_request, response) => refusal(response, 401));
    await expect(provider.find!(orderOf(), SENT_MS, quietHooks())).rejects.toThrow('HIAPI_API_KEY');
  });
});
