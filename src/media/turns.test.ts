import { expect, it } from 'vitest';
import { createTurns, type Turn } from './turns.js';

/** Takes so many turns, and notes the order in which they are reached. */
function takeTurns(size: number, count: number): { readonly turns: readonly Turn[]; readonly reached: number[] } {
  const line = createTurns(size);
  const reached: number[] = [];
  const turns = Array.from({ length: count }, () => line.take());
  for (const [index, turn] of turns.entries()) void turn.reached.then(() => reached.push(index));
  return { turns, reached };
}

it('gives the first their turn at once, and the next ones as turns are left', async () => {
  const { turns, reached } = takeTurns(2, 4);
  await turns[1]!.reached;
  expect(reached).toEqual([0, 1]);
  turns[1]!.leave();
  await turns[2]!.reached;
  turns[0]!.leave();
  await turns[3]!.reached;
  expect(reached).toEqual([0, 1, 2, 3]);
});

it('passes over one that left while it waited', async () => {
  const { turns, reached } = takeTurns(1, 3);
  turns[1]!.leave();
  turns[0]!.leave();
  await turns[2]!.reached;
  expect(reached).toEqual([0, 2]);
});

it('does not count a turn that is left twice', async () => {
  const { turns, reached } = takeTurns(1, 3);
  turns[0]!.leave();
  turns[0]!.leave();
  await turns[1]!.reached;
  expect(reached).toEqual([0, 1]);
});
