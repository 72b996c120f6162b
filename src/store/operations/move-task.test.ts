import { randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { onEachStore } from '../../../test/on-each-store.js';
import { isLegalMove, isTerminal, type OpenState, TASK_STATES, type TaskState } from '../../contract/task-states.js';
import { type Operation, type Row, sql } from '../statement.js';
import { makeNewTask } from '../testing/make-new-task.js';
import type { NewTask } from './create-task.js';
import { readEvents } from './events.js';
import { endTask, type Ending, type Move, moveTask, requestCancel } from './move-task.js';
import { noteOutputs } from './outputs.js';
import { readReport, readTask } from './read-tasks.js';

const STATES = Object.keys(TASK_STATES) as readonly TaskState[];
const PAIRS = STATES.flatMap((from) => STATES.map((to) => ({ from, to })));

onEachStore((store) => {
  const read = ({ accountId, id }: NewTask) => store().run(() => readTask(accountId, id));
  const events = ({ accountId, id }: NewTask) => store().run(() => readEvents(accountId, id, 0));

  /** A task that is in a state already, under a lease. */
  async function taskIn(state: TaskState, facts: Partial<NewTask> = {}): Promise<NewTask> {
    const task = makeNewTask({ accountId: randomUUID(), lane: randomUUID(), ...facts });
    await store().createTask(task);
    await store().run(() => setState(task.id, state));
    return task;
  }

  /** The move as untyped callers could ask for it. */
  const move = (id: string, from: TaskState, to: TaskState, facts: Partial<Move> = {}) =>
    store().run(() => moveTask({ id, from, to, lease: 'mine', lane: 'next', ...facts } as Move));

  describe('a move', () => {
    const legal = PAIRS.filter(({ from, to }) => isLegalMove(from, to));
    const illegal = PAIRS.filter(({ from, to }) => !isLegalMove(from, to));

    it.each(legal)('goes from $from to $to, with its event, and ends the claim', async ({ from, to }) => {
      const task = await taskIn(from);
      const lane = isTerminal(to) ? '' : 'next';
      const moved = await move(task.id, from, to, { lease: 'mine', lane, event: { why: 'test' } });
      expect(moved).toMatchObject({ state: to, version: 2, lane, lease: undefined, tries: 0 });
      expect(moved!.completedAtMs > 0).toBe(isTerminal(to));
      expect(await read(task)).toEqual(moved);
      expect((await events(task)).at(-1)).toMatchObject({ seq: 2, kind: to, data: { why: 'test' } });
    });

    it.each(illegal)('never goes from $from to $to', async ({ from, to }) => {
      const task = await taskIn(from);
      await expect(move(task.id, from, to)).rejects.toThrow(`cannot go from ${from} to ${to}`);
      expect(await read(task)).toMatchObject({ state: from, version: 1 });
      expect(await events(task)).toHaveLength(1);
    });

    it.each([
      ['another state', { from: 'submitting', to: 'rendering' }, 'mine'],
      ['another claim', { from: 'preparing', to: 'submitting' }, 'theirs'],
    ] as const)('writes nothing when the row is in or under %s', async (_what, { from, to }, lease) => {
      const task = await taskIn('preparing');
      expect(await move(task.id, from, to, { lease })).toBeUndefined();
      expect(await read(task)).toMatchObject({ state: 'preparing', version: 1, lease: 'mine' });
      expect(await events(task)).toHaveLength(1);
    });

    it('writes nothing under a claim whose time has passed, though nobody else has claimed the row', async () => {
      const task = await taskIn('preparing');
      await store().run(() => setLease(task.id, 'mine', Date.now() - 3_600_000));
      expect(await move(task.id, 'preparing', 'submitting', { lease: 'mine' })).toBeUndefined();
      expect(await read(task)).toMatchObject({ state: 'preparing', version: 1 });
    });

    it('without a claim is made only of a row that nobody holds', async () => {
      const task = await taskIn('held');
      const resolve = () => store().run(() => moveTask({ id: task.id, from: 'held', to: 'accepted', lane: 'next' }));
      expect(await resolve()).toBeUndefined();
      await store().run(() => setLease(task.id, 'mine', Date.now() - 3_600_000));
      expect(await resolve()).toMatchObject({ state: 'accepted', lease: undefined });
    });

    it('keeps the claim for whoever goes on with the next step', async () => {
      const task = await taskIn('accepted');
      const moved = await move(task.id, 'accepted', 'preparing', { keepLeaseMs: 60_000 });
      expect(moved).toMatchObject({ state: 'preparing', lease: 'mine' });
      expect(await move(task.id, 'preparing', 'submitting')).toMatchObject({ state: 'submitting', lease: undefined });
    });

    it('is won by one of ten at once', async () => {
      const task = await taskIn('accepted');
      const moves = await Promise.all(Array.from({ length: 10 }, () => move(task.id, 'accepted', 'preparing')));
      expect(moves.filter((moved) => moved !== undefined)).toHaveLength(1);
      expect(await events(task)).toHaveLength(2);
    });

    it('writes what changes, keeps the rest, and forgets the hold', async () => {
      const task = await taskIn('preparing');
      const hold = { reason: 'budget', since: 1, until: 2, resolve: 'Raise the cap.' } as const;
      const held = await move(task.id, 'preparing', 'held', {
        deadlineInMs: 60_000,
        dueInMs: 30_000,
        changes: { plan: { seed: 0 }, cost: { usd: 0, basis: 'built in' }, report: { frames: 120 }, hold },
      });
      expect(held).toMatchObject({ plan: { seed: 0 }, cost: { usd: 0 }, hold });
      expect(held!.deadlineAtMs! - held!.dueAtMs).toBe(30_000);
      const back = await store().run(() => moveTask({ id: task.id, from: 'held', to: 'preparing', lane: 'next' }));
      expect(back).toMatchObject({ plan: { seed: 0 }, cost: { usd: 0 }, hold: undefined, deadlineAtMs: undefined });
      expect(await store().run(() => readReport(task.accountId, task.id))).toBe('{"frames":120}');
    });
  });

  describe('an ending', () => {
    const end = (id: string, from: OpenState, facts: Partial<Ending> = {}) =>
      store().run(() =>
        endTask({
          id,
          from: from as 'verifying',
          lease: 'mine',
          to: 'succeeded',
          deliveryId: randomUUID(),
          body: (task, outputs) => JSON.stringify({ state: task.state, outputs: outputs.map(({ source }) => source) }),
          ...facts,
        } as Ending<'verifying'>),
      );
    const deliveries = ({ id }: NewTask) => store().run(() => selectDeliveries(id));
    const url = 'https://example.com/hook';

    it('owes exactly one callback, of the row as it has ended, though ten ask for it', async () => {
      const task = await taskIn('verifying', { callbackUrl: url });
      const attemptId = randomUUID();
      await store().run(() => setAttempt(task, attemptId));
      const endings = await Promise.all(Array.from({ length: 10 }, () => end(task.id, 'verifying')));
      expect(endings.filter((ended) => ended !== undefined)).toHaveLength(1);
      expect(await deliveries(task)).toEqual([
        { account_id: task.accountId, url, state: 'pending', body: '{"state":"succeeded","outputs":["clip.mp4"]}' },
      ]);
    });

    it('owes none where none was asked for', async () => {
      const task = await taskIn('verifying');
      expect(await end(task.id, 'verifying')).toMatchObject({ state: 'succeeded', lane: '' });
      expect(await deliveries(task)).toEqual([]);
    });

    it('writes nothing at all when the body cannot be made', async () => {
      const task = await taskIn('verifying', { callbackUrl: url });
      const fails = (): string => {
        throw new Error('no body');
      };
      await expect(end(task.id, 'verifying', { body: fails })).rejects.toThrow('no body');
      expect(await read(task)).toMatchObject({ state: 'verifying', version: 1 });
      expect(await events(task)).toHaveLength(1);
    });

    it('frees the place under its key’s cap', async () => {
      const task = await taskIn('verifying', { keyId: randomUUID(), inFlightMax: 1 });
      await end(task.id, 'verifying');
      const next = { ...task, id: makeNewTask().id };
      expect(await store().createTask(next)).toMatchObject({ kind: 'created' });
    });
  });

  describe('a wish to cancel', () => {
    const cancel = (accountId: string, id: string) => store().run(() => requestCancel(accountId, id));

    it('is noted once and makes a row that nobody holds due', async () => {
      const task = await taskIn('rendering');
      await store().run(() => setLease(task.id, null, Date.now() + 3_600_000));
      const asked = await cancel(task.accountId, task.id);
      expect(asked).toMatchObject({ cancel: 'requested', state: 'rendering', version: 1 });
      expect(asked!.dueAtMs).toBeLessThan(Date.now() + 60_000);
      expect(await cancel(task.accountId, task.id)).toEqual(asked);
    });

    it('leaves the lease of whoever holds the row, and wakes them', async () => {
      const task = await taskIn('rendering');
      const dueAtMs = Date.now() + 3_600_000;
      await store().run(() => setLease(task.id, 'mine', dueAtMs));
      const topics: string[] = [];
      const stop = store().onWake((topic) => topics.push(topic));
      expect(await cancel(task.accountId, task.id)).toMatchObject({ lease: 'mine', dueAtMs });
      stop();
      expect(topics).toContain(`cancel:${task.id}`);
    });

    it('is not known to another account, and too late after the end', async () => {
      const task = await taskIn('accepted');
      expect(await cancel(randomUUID(), task.id)).toBeUndefined();
      await move(task.id, 'accepted', 'failed', { lane: '' });
      expect(await cancel(task.accountId, task.id)).toMatchObject({ state: 'failed', cancel: 'none' });
    });
  });
});

function* setState(id: string, state: TaskState): Operation<void> {
  yield sql`UPDATE tasks SET state = ${state}, lease = 'mine', due_at = ${Date.now() + 3_600_000} WHERE id = ${id}`;
}

function* setLease(id: string, lease: string | null, dueAtMs: number): Operation<void> {
  yield sql`UPDATE tasks SET lease = ${lease}, due_at = ${dueAtMs} WHERE id = ${id}`;
}

function* setAttempt({ accountId, id: taskId }: NewTask, attemptId: string): Operation<void> {
  yield sql`UPDATE tasks SET attempt_id = ${attemptId} WHERE id = ${taskId}`;
  const id = `${Math.floor(Math.random() * 1e12)}`;
  yield* noteOutputs({ accountId, taskId, attemptId, tier: 'temp' }, [
    { id, ordinal: 0, type: 'video', source: 'clip.mp4' },
  ]);
}

function* selectDeliveries(taskId: string): Operation<readonly Row[]> {
  return yield sql`SELECT account_id, url, state, body FROM deliveries WHERE task_id = ${taskId}`;
}
