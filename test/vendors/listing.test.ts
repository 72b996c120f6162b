import { afterEach, describe, expect, it } from 'vitest';
import type { ListedJob, Provider } from '../../src/providers/provider.js';
import { HOSTED } from '../hosted-house.js';
import { finishAt, LISTING, orderElsewhere, providerAt, QUIET } from './finished-jobs.js';
import { serverError } from './loopback/faults.js';
import type { LoopbackVendor } from './loopback/loopback-vendor.js';

const HOUR_MS = 3_600_000;

const opened: LoopbackVendor[] = [];
afterEach(async () => {
  for (const vendor of opened.splice(0)) await vendor.close();
});

async function listAll(provider: Provider, sinceMs = 0, beforePage?: () => Promise<void>): Promise<ListedJob[]> {
  const jobs: ListedJob[] = [];
  const ask = { sinceMs, hooks: QUIET, ...(beforePage === undefined ? {} : { beforePage }) };
  for await (const job of provider.list?.(ask) ?? []) jobs.push(job);
  return jobs;
}

describe.each(LISTING)('the list of %s', (name) => {
  async function open(fates: Parameters<(typeof HOSTED)['hiapi']['start']>[0] = {}) {
    const vendor = await HOSTED[name].start(fates);
    opened.push(vendor);
    return { vendor, provider: providerAt(name, vendor) };
  }

  it('tells every clip of the account with the catalogue’s name, its state and, where the vendor does, its URL', async () => {
    const { vendor, provider } = await open({
      fates: [{ kind: 'succeeds' }, { kind: 'fails', code: 'InternalError', message: 'no' }, { kind: 'never_ends' }],
    });
    const [done = '', failed = '', running = ''] = await orderElsewhere(name, vendor, { count: 3 });
    vendor.endRender(done);
    vendor.endRender(failed);
    const jobs = new Map((await listAll(provider)).map((job) => [job.handle, job]));
    expect([...jobs.keys()].sort()).toEqual([done, failed, running].sort());
    expect([done, failed, running].map((handle) => jobs.get(handle)?.status)).toEqual([
      'succeeded',
      'failed',
      'running',
    ]);
    const model = name === 'dashscope' ? 'wan2.7-video/image-to-video' : 'seedance-2-0';
    expect(jobs.get(done)).toMatchObject({ model, createdAtMs: expect.any(Number) as number });
    const polled = await provider.poll(done, { attemptId: '', plan: { order: { model } }, stills: {} }, QUIET);
    if (name === 'dashscope') expect(jobs.get(done)?.outputs).toBeUndefined();
    else expect(polled).toMatchObject({ outputs: jobs.get(done)?.outputs });
  });

  it('is read to its end, page by page, each after its turn', async () => {
    const { vendor, provider } = await open();
    const handles = await orderElsewhere(name, vendor, { count: 203 });
    let turns = 0;
    const jobs = await listAll(provider, 0, () => Promise.resolve(void (turns += 1)));
    expect(new Set(jobs.map(({ handle }) => handle))).toEqual(new Set(handles));
    expect(turns).toBe(vendor.calls.filter(({ op }) => op === 'list').length);
  });

  it('leaves out what was made before', async () => {
    const { vendor, provider } = await open();
    const [old = '', young = ''] = await orderElsewhere(name, vendor, { count: 2 });
    finishAt(vendor, old, Date.now() - 3 * HOUR_MS);
    expect((await listAll(provider, Date.now() - HOUR_MS)).map(({ handle }) => handle)).toEqual([young]);
  });

  it('says so when a page cannot be had', async () => {
    const { provider } = await open({ faults: [serverError('list', 502, { isDone: false })] });
    await expect(listAll(provider)).rejects.toMatchObject({ name: 'ProviderError', retryable: true });
  });
});
