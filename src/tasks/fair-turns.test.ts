import { expect, it } from 'vitest';
import type { Store } from '../store/store.js';
import { createFairTurns } from './fair-turns.js';

const QUEUE = { accountId: 'a', model: 'm', lane: 'local', turnMs: 100 };

it('gives a place back of which no task came, so that asking again costs no place', async () => {
  const store: Pick<Store, 'run'> = { run: () => Promise.resolve(0 as never) };
  const turns = createFairTurns(store, () => 1_000);
  expect(await turns.take(QUEUE)).toBe(1_000);
  for (let asked = 0; asked < 50; asked += 1) {
    await turns.take(QUEUE);
    turns.giveBack(QUEUE);
  }
  expect(await turns.take(QUEUE)).toBe(1_100);
});
