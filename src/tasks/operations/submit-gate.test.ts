import { afterEach, expect, it } from 'vitest';
import { endPause, setPause } from '../../store/operations/pauses.js';
import { mendKeysOf } from '../../store/operations/breakers.js';
import { readTask } from '../../store/operations/read-tasks.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import { type Operation, sql, wake } from '../../store/statement.js';
import { untilFound } from '../../store/testing/until-found.js';
import type { SubmitAnswer } from '../../providers/provider.js';
import { ProviderError } from '../../providers/provider.js';
import { acceptTask } from '../accept-task.js';
import { createRunner } from '../runner/runner.js';
import { createFakeVendor, type FakeVendor } from '../testing/fake-vendor.js';
import { openTaskHouse, type TaskHouse } from '../testing/task-house.js';
import { progressOf } from './progress-of.js';
import { createSubmitGate } from './submit-gate.js';

const REFUSED: SubmitAnswer = {
  kind: 'rejected',
  failure: { class: 'provider', charged: 'no', retry: 'free', say: 'The key is refused. Set FAKE_API_KEY.' },
  trouble: 'auth',
};

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

async function open(vendor: FakeVendor, others: readonly FakeVendor[] = []): Promise<TaskHouse> {
  const opened = await openTaskHouse(vendor);
  const { deps } = opened;
  const all = [vendor, ...others];
  const withGate: TaskHouse['deps'] = {
    ...deps,
    gate: createSubmitGate(deps),
    models: all.map(({ model, provider }) => ({ ...model, provider: provider.id })),
    providers: new Map(all.map(({ provider }) => [provider.id, provider])),
  };
  const house: TaskHouse = {
    ...opened,
    deps: withGate,
    async accept(asked = {}) {
      const body = { model: vendor.model.id, input: {}, storage: 'temp' as const, ...asked };
      const ask = { accountId: 'default', key: { id: 'key' }, body, bodyHash: 'hash' };
      const outcome = await acceptTask(withGate, ask);
      if (outcome.kind !== 'created') throw new Error(`not accepted: ${JSON.stringify(outcome)}`);
      return outcome.taskId;
    },
  };
  const lanes = ['local', 'submit', 'stills'].map((name) => ({ name, order: 'turn', slots: 2 }) as const);
  const runner = createRunner(house.deps, { lanes });
  closing.push(
    () => house.close(),
    () => runner.stop(),
  );
  runner.start();
  return house;
}

const pauseOf = (pause: { accountId?: string; route?: string; model?: string }) => ({
  ...{ accountId: '', route: '', model: '' },
  ...pause,
});

const pause = ({ deps }: TaskHouse, of: Parameters<typeof pauseOf>[0] = {}) =>
  deps.store.run(() => setPause({ ...pauseOf(of), reason: 'the budget is being talked about', keyId: 'key' }));

function until({ deps }: TaskHouse, id: string, isIt: (task: TaskRecord) => boolean): Promise<TaskRecord> {
  return untilFound(deps.store, async () => {
    const task = await deps.store.run(() => readTask('default', id));
    return task !== undefined && isIt(task) ? task : undefined;
  });
}

const ended = (task: TaskRecord): boolean => task.completedAtMs > 0;
/** Looked at, and put off. */
const waits = ({ state, lease, dueAtMs }: TaskRecord): boolean =>
  state === 'submitting' && lease === undefined && dueAtMs > Date.now() + 1_000;

it('sends nothing that is paused, says why, and sends it within a moment once that is over', async () => {
  const vendor = createFakeVendor();
  const house = await open(vendor);
  await pause(house);
  const id = await house.accept();
  const waiting = await until(house, id, waits);
  expect(vendor.submitted).toEqual([]);
  expect(await progressOf(waiting, house.deps)).toEqual({
    ...{ share: 0, doing: 'paused: the budget is being talked about', waits: 'paused' },
  });
  await house.deps.store.run(() => endPause(pauseOf({})));
  expect((await until(house, id, ended)).state).toBe('succeeded');
  expect(vendor.submitted).toHaveLength(1);
});

it('pauses an account, a route or a model, and nobody else', async () => {
  const vendor = createFakeVendor();
  const house = await open(vendor);
  await pause(house, { accountId: 'another' });
  await pause(house, { route: 'another' });
  await pause(house, { model: 'another/model' });
  await pause(house, { accountId: 'default', model: 'another/model' });
  expect((await until(house, await house.accept(), ended)).state).toBe('succeeded');
  await pause(house, { route: 'fake', model: 'fake/model' });
  await until(house, await house.accept(), waits);
  expect(vendor.submitted).toHaveLength(1);
});

it('goes on asking about what was sent before', async () => {
  let isDone = false;
  const vendor = createFakeVendor({
    poll: () =>
      Promise.resolve(
        isDone
          ? { kind: 'succeeded', outputs: [{ type: 'video', source: 'the clip', isDecoded: true }] }
          : { kind: 'running', askAgainInMs: 5 },
      ),
  });
  const house = await open(vendor);
  const id = await house.accept();
  await until(house, id, ({ state }) => state === 'rendering');
  await pause(house);
  isDone = true;
  expect((await until(house, id, ended)).state).toBe('succeeded');
});

it('stops a key at its first refusal: no other order is sent, all wait, and all go on when it is mended', async () => {
  let isMended = false;
  const vendor = createFakeVendor({
    submit: ({ attemptId }) => Promise.resolve(isMended ? { kind: 'accepted', handle: attemptId } : REFUSED),
  });
  const house = await open(vendor);
  const first = await house.accept();
  await until(house, first, waits);
  expect(vendor.submitted).toHaveLength(1);
  const others = [await house.accept(), await house.accept()];
  for (const id of others) {
    const waiting = await until(house, id, waits);
    expect((await progressOf(waiting, house.deps))?.doing).toBe('waiting: The key is refused. Set FAKE_API_KEY.');
  }
  expect(vendor.submitted).toHaveLength(1);
  isMended = true;
  await house.deps.store.run(() => mendKeysOf('fake'));
  for (const id of [first, ...others]) expect((await until(house, id, ended)).state).toBe('succeeded');
  expect(vendor.submitted).toHaveLength(4);
});

it('says why a task was not sent, though its key may be tried by now and nobody has', async () => {
  const vendor = createFakeVendor({ submit: () => Promise.resolve(REFUSED) });
  const house = await open(vendor);
  const waiting = await until(house, await house.accept(), waits);
  await house.deps.store.run(function* (): Operation<void> {
    yield sql`UPDATE breakers SET try_at = 0`;
    yield wake('breakers');
  });
  house.deps.progress.set(waiting.id, undefined);
  expect(await progressOf(waiting, house.deps)).toMatchObject({
    ...{ doing: 'waiting: The key is refused. Set FAKE_API_KEY.', waits: 'vendor_key' },
  });
});

it('lets one task try a stopped key, and the others follow when it went through', async () => {
  let isMended = false;
  const vendor = createFakeVendor({
    submit: ({ attemptId }) => Promise.resolve(isMended ? { kind: 'accepted', handle: attemptId } : REFUSED),
  });
  const house = await open(vendor);
  const ids = [await house.accept(), await house.accept(), await house.accept()];
  for (const id of ids) await until(house, id, waits);
  isMended = true;
  const { store } = house.deps;
  await store.run(function* (): Operation<void> {
    yield sql`UPDATE breakers SET try_at = 0`;
    yield wake('breakers');
    yield sql`UPDATE tasks SET due_at = 0 WHERE id = ${ids[0] ?? ''}`;
    yield wake('lane:local');
  });
  for (const id of ids) expect((await until(house, id, ended)).state).toBe('succeeded');
});

it('takes the next route of a task whose key is stopped, without an order to the first', async () => {
  const refusing = createFakeVendor({ submit: () => Promise.resolve(REFUSED) });
  const made = createFakeVendor();
  const other: FakeVendor = { ...made, provider: { ...made.provider, id: 'ark' } };
  const house = await open(refusing, [other]);
  const first = await house.accept({ route: 'fake,ark' });
  expect((await until(house, first, ended)).state).toBe('succeeded');
  expect(refusing.submitted).toHaveLength(1);
  const second = await house.accept({ route: 'fake,ark' });
  expect((await until(house, second, ended)).state).toBe('succeeded');
  expect(refusing.submitted).toHaveLength(1);
  expect(made.submitted).toHaveLength(2);
});

it('stops a key after several orders without an answer', async () => {
  const vendor = createFakeVendor({
    submit: () =>
      Promise.reject(new ProviderError('fake', 'it answered 503', { retryable: true, retryAfterMs: 60_000 })),
  });
  const house = await open(vendor);
  for (let sent = 0; sent < 5; sent += 1) {
    const id = await house.accept();
    await until(house, id, ({ dueAtMs }) => vendor.submitted.length > sent && dueAtMs > Date.now() + 1_000);
  }
  await until(house, await house.accept(), waits);
  expect(vendor.submitted).toHaveLength(5);
});

it('ends what could not be sent for two days, and says that it cost nothing', async () => {
  const vendor = createFakeVendor({ submit: () => Promise.resolve(REFUSED) });
  const house = await open(vendor);
  const id = await house.accept();
  await until(house, id, waits);
  await house.deps.store.run(function* (): Operation<void> {
    yield sql`UPDATE tasks SET due_at = 0, created_at = created_at - ${49 * 3_600_000} WHERE id = ${id}`;
    yield wake('lane:local');
  });
  const task = await until(house, id, ended);
  expect(task.failure).toMatchObject({ charged: 'no', retry: 'free' });
  expect(task.failure?.say).toContain('FAKE_API_KEY');
});
