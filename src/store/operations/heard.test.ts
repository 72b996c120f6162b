import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { onEachStore } from '../../../test/on-each-store.js';
import { type Operation, type Row, sql } from '../statement.js';
import { makeNewTask } from '../testing/make-new-task.js';
import { noteHeard } from './heard.js';

/** Ms ahead: what is due then is not due now, whatever the clocks of two machines say. */
const LATER_MS = 3_600_000;

interface TaskFacts {
  readonly state?: string;
  readonly lease?: string | null;
  readonly hold?: string;
}

interface AttemptFacts {
  readonly state?: string;
  readonly handle?: string | null;
}

onEachStore((store) => {
  /** A task whose attempt is with a vendor, due later, in a lane of its own. */
  async function underWay(task: TaskFacts = {}, attempt: AttemptFacts = {}) {
    const { state = 'rendering', lease = null, hold = null } = task;
    const { state: attemptState = 'accepted', handle = 'job-1' } = attempt;
    const { id: taskId, accountId } = makeNewTask({ accountId: randomUUID() });
    const attemptId = randomUUID();
    const lane = `poll-${taskId}`;
    await store().createTask(makeNewTask({ id: taskId, accountId, lane }));
    await store().run(function* (): Operation<void> {
      yield sql`INSERT INTO attempts (id, account_id, task_id, ordinal, provider, credential, state, handle, request, created_at, sent_at)
        VALUES (${attemptId}, ${accountId}, ${taskId}, 1, 'hiapi', 'key', ${attemptState}, ${handle}, '{}', 1, 1)`;
      yield sql`UPDATE tasks SET state = ${state}, lease = ${lease}, hold = ${hold}, attempt_id = ${attemptId},
        due_at = ${Date.now() + LATER_MS} WHERE id = ${taskId}`;
    });
    const hear = (facts: Partial<Parameters<typeof noteHeard>[0]> = {}) =>
      store().run(() => noteHeard({ attemptId, provider: 'hiapi', handle: 'job-1', isSigned: false, ...facts }));
    const look = async () => {
      const [row] = await store().run(function* (): Operation<readonly Row[]> {
        return yield sql`SELECT due_at, version, heard_handle, a.handle FROM tasks t
          JOIN attempts a ON a.id = ${attemptId} WHERE t.id = ${taskId}`;
      });
      const isDue = Number(row?.['due_at']) < Date.now() + LATER_MS / 2;
      return { isDue, version: row?.['version'], heard_handle: row?.['heard_handle'], handle: row?.['handle'] };
    };
    return { taskId, lane, hear, look };
  }

  /** The hints that are sent while something is done. */
  async function hints(act: () => Promise<unknown>, wanted: string): Promise<void> {
    let heard = (): void => undefined;
    const sent = new Promise<void>((resolve) => {
      heard = resolve;
    });
    const stop = store().onWake((topic) => {
      if (topic === wanted) heard();
    });
    await act();
    await sent;
    stop();
  }

  it('makes a task that renders due now, and wakes its lane', async () => {
    const { lane, hear, look } = await underWay();
    await hints(() => hear(), `lane:${lane}`);
    expect(await look()).toMatchObject({ isDue: true, heard_handle: null, handle: 'job-1' });
  });

  it('is heard a second time without anything written', async () => {
    const { taskId, hear, look } = await underWay();
    expect(await hear()).toBe(true);
    await store().run(function* (): Operation<void> {
      yield sql`UPDATE tasks SET due_at = 1 WHERE id = ${taskId}`;
    });
    const before = await look();
    expect(await hear()).toBe(true);
    expect(await look()).toEqual(before);
    const [row] = await store().run(function* (): Operation<readonly Row[]> {
      return yield sql`SELECT due_at FROM tasks WHERE id = ${taskId}`;
    });
    expect(row?.['due_at']).toBe(1);
  });

  it('takes a claim from nobody, and tells whoever has it', async () => {
    const { taskId, hear, look } = await underWay({ lease: 'theirs' });
    await hints(() => hear(), `heard:${taskId}`);
    expect(await look()).toMatchObject({ isDue: false });
  });

  it('keeps the handle that comes before the answer to the order, while the order is still being sent', async () => {
    const sending = { state: 'submitting', lease: 'theirs' };
    const { hear, look } = await underWay(sending, { state: 'submission_unknown', handle: null });
    await hear({ handle: 'job-early' });
    expect(await look()).toMatchObject({ isDue: false, heard_handle: 'job-early', handle: null });
  });

  it('brings back a task that is held because nobody knows whether it was sent', async () => {
    const hold = JSON.stringify({ reason: 'unknown_submit', since: 1, until: 2, resolve: 'Look.' });
    const { hear, look } = await underWay({ state: 'held', hold }, { state: 'submission_unknown', handle: null });
    await hear({ handle: 'job-late' });
    expect(await look()).toMatchObject({ isDue: true, heard_handle: 'job-late' });
  });

  it('leaves alone a task that is held for money', async () => {
    const hold = JSON.stringify({ reason: 'budget', since: 1, until: 2, resolve: 'Pay.' });
    const { hear, look } = await underWay({ state: 'held', hold });
    expect(await hear()).toBe(true);
    expect(await look()).toMatchObject({ isDue: false });
  });

  it.each(['fetching', 'verifying', 'succeeded', 'failed', 'cancelled', 'preparing'])(
    'leaves alone a task that is %s',
    async (state) => {
      const { hear, look } = await underWay({ state });
      expect(await hear()).toBe(true);
      expect(await look()).toMatchObject({ isDue: false });
    },
  );

  it('hurries no task whose attempt was refused: it may be waiting because it was told to', async () => {
    const { hear, look } = await underWay({ state: 'submitting' }, { state: 'rejected_no_job', handle: null });
    await hear({ handle: 'job-odd' });
    expect(await look()).toMatchObject({ isDue: false, heard_handle: 'job-odd' });
  });

  it('leaves the first handle that was heard, but for one that is signed', async () => {
    const { hear, look } = await underWay({}, { state: 'submission_unknown', handle: null });
    await hear({ handle: 'job-a' });
    await hear({ handle: 'job-b' });
    expect(await look()).toMatchObject({ heard_handle: 'job-a' });
    await hear({ handle: 'job-c', isSigned: true });
    await hear({ handle: 'job-d' });
    expect(await look()).toMatchObject({ heard_handle: 'job-c' });
  });

  it('knows no attempt of another provider, nor one that is not there', async () => {
    const { hear, look } = await underWay();
    expect(await hear({ provider: 'ark' })).toBe(false);
    expect(await hear({ attemptId: randomUUID() })).toBe(false);
    expect(await look()).toMatchObject({ isDue: false, heard_handle: null });
  });

  it('hurries no task that is at another attempt by now', async () => {
    const { taskId, hear, look } = await underWay();
    await store().run(function* (): Operation<void> {
      yield sql`UPDATE tasks SET attempt_id = ${randomUUID()} WHERE id = ${taskId}`;
    });
    expect(await hear()).toBe(true);
    expect(await look()).toMatchObject({ isDue: false });
  });

  it('hears a hundred at once', async () => {
    const { hear, look } = await underWay({}, { state: 'submission_unknown', handle: null });
    await Promise.all(Array.from({ length: 100 }, (_, index) => hear({ handle: `job-${index}` })));
    const { isDue, heard_handle: handle } = await look();
    expect(isDue).toBe(true);
    expect(handle).toMatch(/^job-\d+$/);
  });
});
