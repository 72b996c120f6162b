import { afterEach, describe, expect, it } from 'vitest';
import { listDeliveriesOf } from '../testing/read-back.js';
import { readAttempts } from '../../store/operations/attempts.js';
import { readEvents } from '../../store/operations/events.js';
import { readOutputs } from '../../store/operations/outputs.js';
import { requestCancel } from '../../store/operations/move-task.js';
import { readTask } from '../../store/operations/read-tasks.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import type { PollAnswer } from '../../providers/provider.js';
import { type Operation, sql } from '../../store/statement.js';
import { untilFound } from '../../store/testing/until-found.js';
import { ProviderError } from '../../providers/provider.js';
import { cancelTask } from '../cancel-task.js';
import { CLIP_READY, createFakeVendor, type FakeVendor } from '../testing/fake-vendor.js';
import { openTaskHouse, type TaskHouse } from '../testing/task-house.js';
import { createRunner, type Runner, type RunnerOptions } from './runner.js';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(vendor: FakeVendor, options: Partial<RunnerOptions> = {}): Promise<TaskHouse & { runner: Runner }> {
  const house = await openTaskHouse(vendor);
  const lanes = [
    { name: 'local', order: 'turn', slots: 2 },
    { name: 'held', order: 'due', slots: 1 },
  ] as const;
  const runner = createRunner(house.deps, { lanes, ...options });
  closing.push(
    () => house.close(),
    () => runner.stop(),
  );
  return { ...house, runner };
}

/** Waits until the task is in one of `states`. */
function until({ deps }: TaskHouse, id: string, ...states: TaskRecord['state'][]): Promise<TaskRecord> {
  return untilFound(deps.store, async () => {
    const task = await deps.store.run(() => readTask('default', id));
    return task !== undefined && states.includes(task.state) ? task : undefined;
  });
}

function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

describe('a runner', () => {
  it('carries a task to its clip, with an event a state, one attempt and one callback', async () => {
    const vendor = createFakeVendor();
    const house = await open(vendor);
    house.runner.start();
    const id = await house.accept({ callback: { url: 'https://example.com/hook', when: 'final' } });
    const task = await until(house, id, 'succeeded', 'failed');
    expect(task.state).toBe('succeeded');
    const { store } = house.deps;
    const events = await store.run(() => readEvents('default', id, 0));
    expect(events.map(({ kind }) => kind)).toEqual([
      ...['accepted', 'preparing', 'submitting', 'rendering', 'fetching', 'verifying', 'succeeded'],
    ]);
    expect(events.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5, 6, 7]);
    const [attempt, ...more] = await store.run(() => readAttempts('default', id));
    expect(more).toEqual([]);
    expect(attempt?.state).toBe('vendor_succeeded');
    const [output] = await store.run(() => readOutputs('default', id));
    expect(output?.sizeBytes).toBe('the clip'.length);
    const [delivery, ...others] = await listDeliveriesOf(store, id);
    expect(others).toEqual([]);
    expect(JSON.parse(delivery?.body ?? '')).toMatchObject({
      taskId: id,
      status: 'success',
      output: [{ type: 'video' }],
    });
    expect(vendor.released).toEqual(vendor.polled);
  });

  it('asks again as often as it must, and forgets the tries of polls that were answered', async () => {
    const answers: PollAnswer[] = [
      ...Array.from({ length: 9 }, () => ({ kind: 'running', askAgainInMs: 1 }) as const),
      CLIP_READY,
    ];
    const vendor = createFakeVendor({ poll: () => Promise.resolve(answers.shift() ?? CLIP_READY) });
    const house = await open(vendor);
    house.runner.start();
    const task = await until(house, await house.accept(), 'succeeded', 'failed');
    expect(task.state).toBe('succeeded');
    expect(vendor.polled).toHaveLength(10);
    expect(vendor.submitted).toHaveLength(1);
  });

  it('does not take a question that failed for a render that failed', async () => {
    let asked = 0;
    const vendor = createFakeVendor({
      poll: () => {
        asked += 1;
        return asked === 1
          ? Promise.reject(new ProviderError('fake', 'no answer', { retryable: true }))
          : Promise.resolve(CLIP_READY);
      },
    });
    const house = await open(vendor);
    house.runner.start();
    expect((await until(house, await house.accept(), 'succeeded', 'failed')).state).toBe('succeeded');
    expect(vendor.submitted).toHaveLength(1);
  });

  it('ends a task that the provider has refused or failed, charged as the provider says', async () => {
    const failure = { class: 'moderated', charged: 'yes', retry: 'never', say: 'The prompt was refused.' } as const;
    for (const vendor of [
      createFakeVendor({ submit: () => Promise.resolve({ kind: 'rejected', failure }) }),
      createFakeVendor({ poll: () => Promise.resolve({ kind: 'failed', failure }) }),
    ]) {
      const house = await open(vendor);
      house.runner.start();
      const task = await until(house, await house.accept(), 'succeeded', 'failed');
      expect(task.failure).toEqual(failure);
      expect(task.error).toEqual({ code: 'TASK_FAILED', message: failure.say });
    }
  });

  it('holds a task whose order may have been sent before a crash, and never sends it again', async () => {
    const vendor = createFakeVendor({ submit: () => Promise.reject(new Error('the wire was cut')) });
    const house = await open(vendor);
    house.runner.start();
    const task = await until(house, await house.accept(), 'held', 'failed', 'succeeded');
    expect(task.state).toBe('held');
    expect(task.hold?.reason).toBe('unknown_submit');
    expect(vendor.submitted).toHaveLength(1);
  });

  it('sends an order again where that is free', async () => {
    let sent = 0;
    const vendor = createFakeVendor(
      {
        submit: ({ attemptId }) => {
          sent += 1;
          return sent === 1
            ? Promise.reject(new Error('the wire was cut'))
            : Promise.resolve({ kind: 'accepted', handle: attemptId });
        },
      },
      true,
    );
    const house = await open(vendor);
    house.runner.start();
    expect((await until(house, await house.accept(), 'succeeded', 'failed', 'held')).state).toBe('succeeded');
    expect(new Set(vendor.submitted).size).toBe(1);
  });

  it('sends nothing once its claim has run out', async () => {
    const vendor = createFakeVendor();
    let now = 0;
    const house = await openTaskHouse(vendor);
    closing.push(() => house.close());
    // The clock leaps past the lease between the claim and the submit: what a process that was stopped sees when it goes on.
    const monotonicMs = (): number => (now += 20_000);
    const lanes = [{ name: 'local', order: 'turn', slots: 1 }] as const;
    const runner = createRunner({ ...house.deps, monotonicMs }, { lanes, leaseMs: 15_000 });
    closing.push(() => runner.stop());
    const id = await house.accept();
    runner.start();
    await until(house, id, 'submitting');
    await runner.stop();
    expect(vendor.submitted).toEqual([]);
  });

  it('writes nothing for a task that another runner has claimed meanwhile', async () => {
    const asked = gate();
    const answer = gate();
    const vendor = createFakeVendor({
      poll: async () => {
        asked.open();
        await answer.opened;
        return CLIP_READY;
      },
    });
    const house = await open(vendor, { leaseMs: 60 });
    const { store } = house.deps;
    const id = await house.accept();
    house.runner.start();
    await asked.opened;
    // Renewals keep the claim for the runner; once they cannot, somebody else takes the row.
    const taken = await takeOver(house, id);
    answer.open();
    await house.runner.stop();
    const task = await store.run(() => readTask('default', id));
    expect(task?.state).toBe('rendering');
    expect(task?.lease).toBe(taken);
  });

  it('cancels what waits at once, and what is under way by stopping it', async () => {
    const asked = gate();
    const vendor = createFakeVendor({
      poll: (_handle, { signal }) =>
        new Promise((_resolve, reject) => {
          asked.open();
          signal.addEventListener('abort', () => {
            reject(new Error('stopped'));
          });
        }),
    });
    const house = await open(vendor);
    const waiting = await house.accept();
    const cancelled = await cancelTask(house.deps, 'default', waiting);
    expect(cancelled).toMatchObject({ state: 'cancelled', cancel: 'confirmed' });
    expect(cancelled?.failure).toMatchObject({ class: 'cancelled', charged: 'no' });
    const running = await house.accept();
    house.runner.start();
    await asked.opened;
    expect(await cancelTask(house.deps, 'default', running)).toMatchObject({ state: 'cancelled', cancel: 'confirmed' });
    expect(await cancelTask(house.deps, 'another', running)).toBeUndefined();
  });

  it('says that a cancel came too late when there is a clip', async () => {
    const asked = gate();
    const go = gate();
    const vendor = createFakeVendor({
      open: async () => {
        asked.open();
        await go.opened;
        return bytes();
      },
    });
    const house = await open(vendor);
    const id = await house.accept();
    house.runner.start();
    await asked.opened;
    const cancelling = cancelTask(house.deps, 'default', id);
    go.open();
    expect(await cancelling).toMatchObject({ state: 'succeeded', cancel: 'too_late' });
  });

  it('keeps the clip when a cancel comes while the vendor’s word that there is one is being written', async () => {
    let cancel = (): void => undefined;
    const vendor = createFakeVendor({
      poll: () => {
        // In one commit with the move that follows.
        cancel();
        return Promise.resolve(CLIP_READY);
      },
    });
    const house = await open(vendor);
    const id = await house.accept();
    cancel = () => void house.deps.store.run(() => requestCancel('default', id));
    house.runner.start();
    const task = await until(house, id, 'succeeded', 'cancelled', 'failed');
    expect(task).toMatchObject({ state: 'succeeded', cancel: 'too_late' });
  });

  it('does not say that a held order which is cancelled costs nothing', async () => {
    const vendor = createFakeVendor({ submit: () => Promise.reject(new Error('the wire was cut')) });
    const house = await open(vendor);
    house.runner.start();
    const id = await house.accept();
    await until(house, id, 'held');
    // As a server that died before it could end the task itself.
    await house.deps.store.run(() => requestCancel('default', id));
    const task = await until(house, id, 'cancelled');
    expect(task).toMatchObject({ cancel: 'uncertain', failure: { charged: 'unknown' } });
  });

  it('gives back what is under way when it stops, for the next one to go on with', async () => {
    const asked = gate();
    let stopped = true;
    const vendor = createFakeVendor({
      poll: (_handle, { signal }) =>
        stopped
          ? new Promise((_resolve, reject) => {
              asked.open();
              signal.addEventListener('abort', () => {
                reject(new Error('stopped'));
              });
            })
          : Promise.resolve(CLIP_READY),
    });
    const house = await open(vendor);
    const id = await house.accept();
    house.runner.start();
    await asked.opened;
    await house.runner.stop();
    const task = await house.deps.store.run(() => readTask('default', id));
    expect(task).toMatchObject({ state: 'rendering', lease: undefined });
    stopped = false;
    const next = createRunner(house.deps, { lanes: [{ name: 'local', order: 'turn', slots: 1 }] });
    closing.push(() => next.stop());
    next.start();
    expect((await until(house, id, 'succeeded', 'failed')).state).toBe('succeeded');
    expect(vendor.submitted).toHaveLength(1);
  });

  it('lets a caller with one task in between those of a caller with many', async () => {
    const order: string[] = [];
    const vendor = createFakeVendor({
      submit: ({ plan, attemptId }) => {
        order.push((plan as { readonly prompt: string }).prompt);
        return Promise.resolve({ kind: 'accepted', handle: attemptId });
      },
    });
    const slow = { ...vendor, model: { ...vendor.model, turnMs: 60_000 } };
    const house = await openTaskHouse(slow);
    closing.push(() => house.close());
    for (let index = 0; index < 5; index += 1) await house.accept({ accountId: 'many', input: { prompt: 'many' } });
    const last = await house.accept({ input: { prompt: 'one' } });
    const runner = createRunner(house.deps, { lanes: [{ name: 'local', order: 'turn', slots: 1 }] });
    closing.push(() => runner.stop());
    runner.start();
    await until(house, last, 'succeeded');
    expect(order.indexOf('one')).toBe(1);
  });
});

/** Claims the task for another runner as soon as its lease can be had: what happens to a runner that cannot renew. */
async function takeOver({ deps }: TaskHouse, id: string): Promise<string> {
  const lease = 'somebody else';
  // The runner's own renewals fail from here on, as they do for a node that is cut off.
  await deps.store.run(() => expireLease(id));
  const [claimed] = await deps.store.claimTasks({ lane: 'local', order: 'turn', limit: 1, lease, leaseMs: 60_000 });
  if (claimed?.id !== id) throw new Error('the row was not to be had');
  return lease;
}

function* expireLease(id: string): Operation<void> {
  yield sql`UPDATE tasks SET due_at = 0 WHERE id = ${id}`;
}

async function* bytes(): AsyncGenerator<Uint8Array> {
  yield Buffer.from('late');
}
