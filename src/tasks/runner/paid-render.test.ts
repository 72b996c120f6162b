import { afterEach, describe, expect, it } from 'vitest';
import type { PollAnswer } from '../../providers/provider.js';
import { readAttempts } from '../../store/operations/attempts.js';
import { readTask } from '../../store/operations/read-tasks.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import { type Operation, sql } from '../../store/statement.js';
import { untilFound } from '../../store/testing/until-found.js';
import { cancelTask } from '../cancel-task.js';
import { CLIP_READY, createFakeVendor, type FakeVendor } from '../testing/fake-vendor.js';
import { openTaskHouse, type TaskHouse } from '../testing/task-house.js';
import { createRunner, type Runner } from './runner.js';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const LANES = [
  { name: 'local', order: 'turn', slots: 2 },
  { name: 'held', order: 'due', slots: 1 },
] as const;

async function open(vendor: FakeVendor): Promise<TaskHouse & { readonly runner: Runner }> {
  const house = await openTaskHouse(vendor);
  const runner = createRunner(house.deps, { lanes: LANES });
  closing.push(
    () => house.close(),
    () => runner.stop(),
  );
  return { ...house, runner };
}

function until({ deps }: TaskHouse, id: string, isIt: (task: TaskRecord) => boolean): Promise<TaskRecord> {
  return untilFound(deps.store, async () => {
    const task = await deps.store.run(() => readTask('default', id));
    return task !== undefined && isIt(task) ? task : undefined;
  });
}

function change(house: TaskHouse, statement: ReturnType<typeof sql>): Promise<void> {
  return house.deps.store.run(function* (): Operation<void> {
    yield statement;
  });
}

function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

/** Begins to render, and stops the runner while the vendor is asked: as a server that goes down. */
async function renderUntilAsked(vendor: FakeVendor, asked: { readonly opened: Promise<void> }) {
  const house = await open(vendor);
  const id = await house.accept();
  house.runner.start();
  await asked.opened;
  await house.runner.stop();
  const next = createRunner(house.deps, { lanes: LANES });
  closing.push(() => next.stop());
  return { house, id, next };
}

function untilStopped(asked: { readonly open: () => void }, then: () => Promise<PollAnswer>) {
  let isFirst = true;
  return (_handle: string, { signal }: { readonly signal: AbortSignal }): Promise<PollAnswer> => {
    if (!isFirst) return then();
    isFirst = false;
    asked.open();
    return new Promise((_resolve, reject) => {
      signal.addEventListener('abort', () => {
        reject(new Error('stopped'));
      });
    });
  };
}

describe('a render that costs money', () => {
  it('is not given up because it cannot be asked about, however often', async () => {
    const asked = gate();
    const refuse = (): Promise<PollAnswer> => Promise.reject(new Error('503'));
    const vendor = createFakeVendor({ poll: untilStopped(asked, refuse) });
    const { house, id, next } = await renderUntilAsked(vendor, asked);
    await change(house, sql`UPDATE tasks SET tries = 50 WHERE id = ${id}`);
    next.start();
    const task = await until(house, id, ({ lease }) => lease === undefined && vendor.polled.length > 1);
    expect(task.state).toBe('rendering');
  });

  it('is asked about once more when its deadline passed while nobody could, and goes on', async () => {
    const asked = gate();
    const vendor = createFakeVendor({ poll: untilStopped(asked, () => Promise.resolve(CLIP_READY)) });
    const { house, id, next } = await renderUntilAsked(vendor, asked);
    await change(house, sql`UPDATE tasks SET deadline_at = 1 WHERE id = ${id}`);
    next.start();
    expect((await until(house, id, ({ completedAtMs }) => completedAtMs > 0)).state).toBe('succeeded');
  });

  it('ends when it is past its deadline and still running, charge unknown', async () => {
    const asked = gate();
    const running = { kind: 'running', askAgainInMs: 10_000 } as const;
    const vendor = createFakeVendor({ poll: untilStopped(asked, () => Promise.resolve(running)) });
    const { house, id, next } = await renderUntilAsked(vendor, asked);
    await change(house, sql`UPDATE tasks SET deadline_at = 1 WHERE id = ${id}`);
    next.start();
    const task = await until(house, id, ({ completedAtMs }) => completedAtMs > 0);
    expect(task).toMatchObject({ state: 'failed', error: { code: 'TASK_TIMEOUT' }, failure: { charged: 'unknown' } });
    await next.stop();
    expect(vendor.released).toHaveLength(1);
  });

  it('is held, not failed, when its deadline passed with a submit that nobody knows the end of', async () => {
    const vendor = createFakeVendor({ submit: () => Promise.reject(new Error('the wire was cut')) });
    const house = await open(vendor);
    const id = await house.accept();
    const isCut = until(house, id, ({ state, attemptId, lease }) => {
      return state === 'submitting' && attemptId !== undefined && lease === undefined;
    });
    house.runner.start();
    await isCut;
    await change(house, sql`UPDATE tasks SET deadline_at = 1 WHERE id = ${id}`);
    expect((await until(house, id, ({ state }) => state === 'held' || state === 'failed')).state).toBe('held');
    expect(vendor.submitted).toHaveLength(1);
  });

  it('has no success without a clip', async () => {
    const answers: PollAnswer[] = [{ kind: 'succeeded', outputs: [] }];
    const vendor = createFakeVendor({ poll: () => Promise.resolve(answers.shift() ?? CLIP_READY) });
    const house = await open(vendor);
    house.runner.start();
    const id = await house.accept();
    await until(house, id, ({ lease }) => vendor.polled.length === 1 && lease === undefined);
    expect(await house.deps.store.run(() => readTask('default', id))).toMatchObject({ state: 'rendering' });
  });

  it.each([
    ['confirmed', { state: 'cancelled', cancel: 'confirmed', failure: { charged: 'no' } }, 'vendor_failed'],
    ['too_late', { cancel: 'too_late' }, undefined],
    ['uncertain', { cancel: 'uncertain' }, undefined],
  ] as const)('is cancelled by asking the vendor, who says %s', async (says, expected, attemptState) => {
    const asked = gate();
    const vendor = createFakeVendor({
      poll: untilStopped(asked, () => Promise.resolve(CLIP_READY)),
      cancel: () => Promise.resolve(says),
    });
    const house = await open(vendor);
    const id = await house.accept();
    house.runner.start();
    await asked.opened;
    const cancelled = await cancelTask(house.deps, 'default', id);
    expect(cancelled).toMatchObject(expected);
    expect(vendor.cancels()).toBe(1);
    const ended = await until(house, id, ({ completedAtMs }) => completedAtMs > 0);
    expect(ended.state).toBe(says === 'confirmed' ? 'cancelled' : 'succeeded');
    expect(ended.cancel).toBe(says);
    if (attemptState !== undefined) {
      const [attempt] = await house.deps.store.run(() => readAttempts('default', id));
      expect(attempt?.state).toBe(attemptState);
    }
  });

  it('is not stopped in the middle of being submitted, by a shutdown or by a cancel', async () => {
    const sent = gate();
    const answer = gate();
    const vendor = createFakeVendor({
      submit: async ({ attemptId }, { signal }) => {
        sent.open();
        await answer.opened;
        signal.throwIfAborted();
        return { kind: 'accepted', handle: attemptId };
      },
    });
    const house = await open(vendor);
    const id = await house.accept();
    house.runner.start();
    await sent.opened;
    const stopping = house.runner.stop();
    answer.open();
    await stopping;
    const [attempt] = await house.deps.store.run(() => readAttempts('default', id));
    expect(attempt).toMatchObject({ state: 'accepted', handle: attempt?.id });
    expect((await house.deps.store.run(() => readTask('default', id)))?.state).toBe('rendering');
  });
});
