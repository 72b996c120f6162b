import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { onEachStore } from '../../../test/on-each-store.js';
import { readTask } from '../../store/operations/read-tasks.js';
import { type Operation, sql, wake } from '../../store/statement.js';
import { makeNewTask } from '../../store/testing/make-new-task.js';
import { untilFound } from '../../store/testing/until-found.js';
import { createFakeVendor } from '../testing/fake-vendor.js';
import { openRunningHouse } from '../testing/running-house.js';
import { createRoomLine, type InLine } from './room-line.js';
import { roomTopic } from '../../store/operations/credentials.js';

const HOUR_MS = 3_600_000;

describe('a task that waits for room', () => {
  it('is sent when a render has ended, long before it would look by itself', async () => {
    let isDone = false;
    const vendor = createFakeVendor({
      pace: { callsPerSec: 1000, rendersAtOnce: 1 },
      poll: () =>
        Promise.resolve(
          isDone
            ? { kind: 'succeeded', outputs: [{ type: 'video', source: 'x', isDecoded: true }] }
            : { kind: 'running', askAgainInMs: 20 },
        ),
    });
    const house = await openRunningHouse(vendor);
    try {
      const { store, monotonicMs } = house.deps;
      const roomLine = createRoomLine({ store, monotonicMs, random: () => 1, lookMs: HOUR_MS });
      const first = await house.accept();
      house.start({ roomLine });
      await house.until(first, ({ state }) => state === 'rendering');
      const others = [await house.accept(), await house.accept()];
      for (const id of others) {
        await house.until(id, ({ lease, dueAtMs }) => lease === undefined && dueAtMs > Date.now() + 30_000);
      }
      expect(vendor.submitted).toHaveLength(1);
      isDone = true;
      for (const id of others) expect(await house.ended(id)).toMatchObject({ state: 'succeeded' });
      expect(vendor.submitted).toHaveLength(3);
    } finally {
      await house.close();
    }
  });
});

onEachStore((store) => {
  let clockMs = 0;
  const keyOf = () => ({ provider: 'ark', fingerprint: randomUUID() });
  const line = () => createRoomLine({ store: store(), monotonicMs: () => clockMs, random: () => 0.5 });

  async function waiting(turn: number): Promise<InLine> {
    const made = makeNewTask();
    await store().createTask(made);
    await store().run(function* (): Operation<void> {
      yield sql`
        UPDATE tasks SET state = 'submitting', lane = 'submit', turn = ${turn}, due_at = ${Date.now() + HOUR_MS} WHERE id = ${made.id}`;
    });
    return { id: made.id, turn };
  }
  const isDue = async ({ id }: InLine): Promise<boolean> => {
    const task = await store().run(() => readTask('default', id));
    return task !== undefined && task.dueAtMs <= Date.now();
  };
  const endOne = (key: ReturnType<typeof keyOf>) =>
    store().run(function* (): Operation<void> {
      yield wake(roomTopic(key));
    });

  it('wakes one of a line for each render that ends, by their turn, and nobody of another key', async () => {
    const [key, other, lines] = [keyOf(), keyOf(), line()];
    const [late, soon, foreign] = [await waiting(20), await waiting(10), await waiting(1)];
    lines.wait(key, late);
    lines.wait(key, soon);
    lines.wait(other, foreign);
    await endOne(key);
    await untilFound(store(), async () => ((await isDue(soon)) ? true : undefined));
    expect([await isDue(late), await isDue(foreign)]).toEqual([false, false]);
    await endOne(key);
    await untilFound(store(), async () => ((await isDue(late)) ? true : undefined));
    expect(await isDue(foreign)).toBe(false);
  });

  it('has somebody look every few seconds, however long it is, and nobody less often than each minute', () => {
    const [key, lines] = [keyOf(), line()];
    const waits = Array.from({ length: 30 }, (_, turn) => lines.wait(key, { id: randomUUID(), turn }));
    expect(waits.slice(0, 3)).toEqual([3_000, 6_000, 9_000]);
    expect(waits.at(-1)).toBe(60_000);
    // Who has looked since stands in it no more.
    clockMs += 60_000;
    expect(lines.wait(key, { id: randomUUID(), turn: 1 })).toBe(3_000);
  });
});
