import { describe, expect, it } from 'vitest';
import type { NewTask } from '../operations/create-task.js';
import { StoreError } from '../store.js';
import { makeNewTask } from '../testing/make-new-task.js';
import { CreateGroups, type WriteCreates } from './create-groups.js';

/** A database that answers when it is told to. */
function makeDatabase() {
  const asked: { readonly tasks: readonly NewTask[]; readonly answer: (made: readonly NewTask[]) => void }[] = [];
  const refusals = new Map<NewTask, StoreError>();
  const write: WriteCreates = (tasks) =>
    new Promise((resolve, reject) => {
      const refusal = tasks.map((task) => refusals.get(task)).find((found) => found !== undefined);
      if (refusal !== undefined) reject(refusal);
      else asked.push({ tasks, answer: (made) => resolve(new Set(made.map(({ id }) => id))) });
    });
  const answerAll = async (
    made: (tasks: readonly NewTask[]) => readonly NewTask[] = (tasks) => tasks,
  ): Promise<void> => {
    for (let next = asked.shift(); next !== undefined; next = asked.shift()) {
      next.answer(made(next.tasks));
      // What waits behind it is sent.
      for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
    }
  };
  return { asked, refusals, groups: new CreateGroups(write), answerAll };
}

const keyed = (key: string, facts: Partial<NewTask> = {}): NewTask =>
  makeNewTask({ idempotency: { key, bodyHash: 'body', keepMs: 1000 }, ...facts });

describe('groups of creates', () => {
  it('send the first at once, and what comes meanwhile together, each with an outcome of its own', async () => {
    const { asked, groups, answerAll } = makeDatabase();
    const tasks = Array.from({ length: 10 }, (_, ordinal) => keyed(`key-${ordinal}`));
    const outcomes = Promise.all(tasks.map((task) => groups.create(task)));
    expect(asked.map(({ tasks: group }) => group.length)).toEqual([1, 1]);
    await answerAll((group) => group.filter((task) => task !== tasks[5]));
    expect(await outcomes).toEqual(tasks.map((task) => task !== tasks[5]));
  });

  it('are no larger than a server reads in one go', async () => {
    const { asked, groups, answerAll } = makeDatabase();
    const sizes: number[] = [];
    const large = 'x'.repeat(600_000);
    const tasks = Array.from({ length: 102 }, (_, at) => (at < 100 ? makeNewTask() : makeNewTask({ input: large })));
    const outcomes = Promise.all(tasks.map((task) => groups.create(task)));
    expect(asked).toHaveLength(2);
    await answerAll((group) => {
      sizes.push(group.length);
      return group;
    });
    await outcomes;
    expect(sizes.slice(2)).toEqual([64, 35, 1]);
  });

  it('never bring a key of an account twice, and keys in one order', async () => {
    const { asked, groups, answerAll } = makeDatabase();
    const busy = [makeNewTask(), makeNewTask()].map((task) => groups.create(task));
    const tasks = [keyed('b'), keyed('a'), keyed('b'), keyed('b', { accountId: 'other' })];
    const waiting = tasks.map((task) => groups.create(task));
    const groupsSent: (readonly (string | undefined)[])[] = [];
    await answerAll((group) => {
      groupsSent.push(group.map(({ idempotency }) => idempotency?.key));
      return group;
    });
    await Promise.all([...busy, ...waiting]);
    expect(groupsSent.slice(2)).toEqual([['a', 'b', 'b'], ['b']]);
    expect(asked).toEqual([]);
  });

  it('that wait for a lock hold up none but themselves', async () => {
    const sent: (() => void)[] = [];
    let onSent = (_count: number): void => undefined;
    const groups = new CreateGroups(
      (tasks) =>
        new Promise((resolve) => {
          sent.push(() => resolve(new Set(tasks.map(({ id }) => id))));
          onSent(sent.length);
        }),
      { stuckAfterMs: 1 },
    );
    const locked = ['a', 'b'].map((key) => groups.create(keyed(key)));
    const third = new Promise<void>((resolve) => {
      onSent = (count) => {
        if (count === 3) resolve();
      };
    });
    const free = groups.create(keyed('c'));
    await third;
    sent[2]!();
    expect(await free).toBe(true);
    // However many there are, they do not take every connection.
    const all = [...locked, ...Array.from({ length: 6 }, (_, ordinal) => groups.create(keyed(`more ${ordinal}`)))];
    for (const answer of sent) answer();
    onSent = (count) => sent[count - 1]!();
    expect(await Promise.all(all)).toEqual(all.map(() => true));
  });

  it('that are refused for one are sent one by one', async () => {
    const { refusals, groups, answerAll } = makeDatabase();
    const busy = [makeNewTask(), makeNewTask()].map((task) => groups.create(task));
    const tasks = [makeNewTask(), makeNewTask(), makeNewTask()];
    const refusal = new StoreError('broken', 'a value that no column takes');
    refusals.set(tasks[1]!, refusal);
    const outcomes = Promise.allSettled(tasks.map((task) => groups.create(task)));
    for (let round = 0; round < 5; round += 1) await answerAll();
    await Promise.all(busy);
    expect(await outcomes).toEqual([
      { status: 'fulfilled', value: true },
      { status: 'rejected', reason: refusal },
      { status: 'fulfilled', value: true },
    ]);
  });

  it('are not sent again when nobody knows whether they were written', async () => {
    const { refusals, groups, answerAll } = makeDatabase();
    const busy = [makeNewTask(), makeNewTask()].map((task) => groups.create(task));
    const tasks = [makeNewTask(), makeNewTask()];
    refusals.set(tasks[0]!, new StoreError('commit_unknown', 'the connection broke'));
    const outcomes = Promise.allSettled(tasks.map((task) => groups.create(task)));
    await answerAll();
    await Promise.all(busy);
    expect((await outcomes).map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});
