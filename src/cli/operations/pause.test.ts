import { expect, it } from 'vitest';
import type { OperationCalls } from '../../client/operation-calls.js';
import { createFakeApi } from '../testing/fake-line.js';
import { runLine } from '../testing/run-line.js';

async function run(args: readonly string[]) {
  const asked: unknown[] = [];
  const operations: Partial<OperationCalls> = {
    pause: ({ reason, ...scope }) => {
      asked.push({ ...scope, reason });
      return Promise.resolve({ ...scope, reason, keyId: 'owner', since: 1 });
    },
    pauses: () => Promise.resolve({ pauses: [], keys: [] }),
  };
  const api = createFakeApi(() => Promise.resolve(undefined), { operations: operations as OperationCalls });
  return { ...(await runLine(['pause', ...args], '/', { api })), asked };
}

it('a pause of a part without a reason pauses nothing, and says so', async () => {
  for (const of of [
    ['--route', 'ark'],
    ['--account', 'shop'],
    ['--model', 'seedance-2-0'],
  ]) {
    const { code, stderr, asked } = await run(of);
    expect(code).toBe(2);
    expect(stderr).toContain('is not paused');
    expect(stderr).toContain('--reason');
    expect(asked).toEqual([]);
  }
});

it('a pause has its reason, and without any option what is paused is shown', async () => {
  const paused = await run(['--route', 'ark', '--reason', 'they are down']);
  expect(paused).toMatchObject({ code: 0, asked: [{ route: 'ark', reason: 'they are down' }] });
  expect(await run([])).toMatchObject({ code: 0, asked: [], stderr: 'Nothing is paused.\n' });
});
