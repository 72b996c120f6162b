import { expect, it } from 'vitest';
import { type Provider, type ProviderHooks, ProviderError, type RenderOrder } from '../../providers/provider.js';
import { LostClaim } from '../steps/step.js';
import { createFakeVendor } from '../testing/fake-vendor.js';
import { type CallReport, watchCalls } from './watch-calls.js';

const ORDER: RenderOrder = { attemptId: 'a1', plan: {}, stills: {} };
const HOOKS: ProviderHooks = {
  signal: AbortSignal.timeout(10_000),
  beforeSend: () => undefined,
  onProgress: () => undefined,
};

function watched(provider: Provider): { readonly provider: Provider; readonly reports: CallReport[] } {
  const reports: CallReport[] = [];
  let ms = 0;
  const watch = {
    onCall: (report: CallReport) => reports.push(report),
    nowMs: () => 1000,
    monotonicMs: () => (ms += 5),
  };
  return { provider: watchCalls(provider, watch), reports };
}

it('reports what came of each call, how long it took and of which attempt, and changes no answer', async () => {
  const { provider, reports } = watched(createFakeVendor().provider);
  expect(await provider.submit(ORDER, HOOKS)).toEqual({ kind: 'accepted', handle: 'job-a1' });
  await provider.poll('job-a1', ORDER, HOOKS);
  await provider.cancel('job-a1');
  expect(reports).toEqual([
    { provider: 'fake', call: 'submit', outcome: 'ok', startedAtMs: 1000, tookMs: 5, attemptId: 'a1' },
    { provider: 'fake', call: 'poll', outcome: 'ok', startedAtMs: 1000, tookMs: 5, attemptId: 'a1' },
    { provider: 'fake', call: 'cancel', outcome: 'ok', startedAtMs: 1000, tookMs: 5, attemptId: undefined },
  ]);
});

it('tells a refusal, a failure and our own stop apart, and throws what was thrown', async () => {
  const failure = { class: 'provider', charged: 'no', retry: 'free', say: 'no' } as const;
  const thrown = [new ProviderError('fake', '503', { retryable: true }), new LostClaim()];
  const vendor = createFakeVendor({ submit: () => Promise.resolve({ kind: 'rejected', failure }) });
  const { provider, reports } = watched({
    ...vendor.provider,
    poll: () => Promise.reject(thrown.shift() ?? new Error('none left')),
  });
  await provider.submit(ORDER, HOOKS);
  await expect(provider.poll('h', ORDER, HOOKS)).rejects.toBeInstanceOf(ProviderError);
  await expect(provider.poll('h', ORDER, HOOKS)).rejects.toBeInstanceOf(LostClaim);
  expect(reports.map(({ outcome }) => outcome)).toEqual(['rejected', 'failed', 'stopped']);
});

it('has no call that the provider has not', () => {
  const { provider } = watched(createFakeVendor().provider);
  expect('find' in provider || 'upload' in provider).toBe(false);
});
