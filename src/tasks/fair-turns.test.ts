import { expect, it } from 'vitest';
import type { Store } from '../store/store.js';
import { createFairTurns } from './fair-turns.js';

const EMPTY: Pick<Store, 'run'> = { run: () => Promise.resolve(0 as never) };
const QUEUE = { accountId: 'a', model: 'm', lane: 'local', turnMs: 100 };

it('gives a place back of which no task came, so that asking again costs no place', async () => {
  const turns = createFairTurns(EMPTY, () => 1_000);
  expect(await turns.take(QUEUE)).toBe(1_000);
  for (let asked = 0; asked < 50; asked += 1) {
    turns.giveBack(QUEUE, await turns.take(QUEUE));
  }
  expect(await turns.take(QUEUE)).toBe(1_100);
});

it('keeps the order of what is handed in, whichever places are given back meanwhile', async () => {
  const turns = createFairTurns(EMPTY, () => 1_000);
  const take = () => turns.take(QUEUE);
  const given = [await take(), await take()];
  const standing = await take();
  for (const turn of given) turns.giveBack(QUEUE, turn);
  expect(await take()).toBe(standing + 100);
});

it('keeps nothing of places that are given back in any order', async () => {
  const turns = createFairTurns(EMPTY, () => 1_000);
  const standing = await turns.take(QUEUE);
  const given: number[] = [];
  for (let count = 0; count < 20; count += 1) given.push(await turns.take(QUEUE));
  for (const turn of given) turns.giveBack(QUEUE, turn);
  expect(await turns.take(QUEUE)).toBe(standing + 100);
});
