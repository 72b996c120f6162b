import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { allowPicturesInMemory, example, photo } from '../../../test/made-images.js';
import { createMediaPool } from '../../media/pool.js';
import { findModelFacts } from '../../models/catalogue.js';
import { claimTasks } from '../../store/operations/claim-tasks.js';
import { readTask } from '../../store/operations/read-tasks.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import { type Operation, sql } from '../../store/statement.js';
import { acceptTask } from '../accept-task.js';
import { createHostedModel } from '../hosted/hosted-model.js';
import { HOSTED_LANES } from '../lanes.js';
import { type TaskPlan, planOf } from '../task-plan.js';
import { createFakeVendor } from '../testing/fake-vendor.js';
import { openTaskHouse, type TaskHouse } from '../testing/task-house.js';
import { prepare, startPreparing } from './prepare.js';
import type { StepWork } from './step.js';

allowPicturesInMemory();
const pool = createMediaPool({ size: 1 });
afterAll(() => pool.close());

let house: TaskHouse;
beforeEach(async () => {
  const vendor = createFakeVendor();
  const opened = await openTaskHouse(vendor);
  const model = (providerId: string) => createHostedModel(findModelFacts('seedance-2-0')!, providerId);
  const deps = {
    ...opened.deps,
    mediaPool: () => Promise.resolve(pool),
    models: [model('hiapi'), model('ark')],
    priceBook: {
      ...opened.deps.priceBook,
      estimate: () => Promise.resolve({ kind: 'priced', microUsd: 1, basis: 'a test' } as const),
    },
  };
  house = { ...opened, deps };
});
afterEach(() => house.close());

async function dataUriOf(bytes: Promise<Buffer>): Promise<string> {
  return `data:image/jpeg;base64,${(await bytes).toString('base64')}`;
}

async function make(input: Readonly<Record<string, unknown>>, route?: string): Promise<string> {
  const body = { model: 'seedance-2.0', input, storage: 'temp', ...(route === undefined ? {} : { route }) } as const;
  const outcome = await acceptTask(house.deps, { accountId: 'default', key: { id: 'key' }, bodyHash: 'h', body });
  if (outcome.kind !== 'created') throw new Error(JSON.stringify(outcome));
  return outcome.taskId;
}

const read = async (id: string): Promise<TaskRecord> => (await house.deps.store.run(() => readTask('default', id)))!;

function change(statement: ReturnType<typeof sql>): Promise<void> {
  return house.deps.store.run(function* (): Operation<void> {
    yield statement;
  });
}

/** Claims a task and takes it through `preparing`, as a runner does. */
async function prepared(id: string): Promise<TaskRecord> {
  const { store } = house.deps;
  const lease = `lease-${Math.random()}`;
  const [task] = await store.run(() =>
    claimTasks({ lane: HOSTED_LANES.preparing, order: 'turn', limit: 1, lease, leaseMs: 60_000 }),
  );
  if (task?.id !== id) throw new Error('another task was claimed');
  const claim = { lease, leaseMs: 60_000, signal: new AbortController().signal };
  const none = (): void => undefined;
  const work: StepWork = {
    ...house.deps,
    claim: { ...claim, assertHeld: none, ignoreCancel: none, wasCalled: () => false, isStopping: () => false },
    ...{ tell: none, onTrouble: none },
  };
  const begun = task.state === 'accepted' ? await startPreparing(task, work) : undefined;
  await prepare(begun?.kind === 'moved' ? { ...begun.task, lease } : task, work);
  return read(id);
}

/** As if a provider had refused the task's attempt, and it had come back for the next one. */
async function refuseBy(id: string, provider: string): Promise<void> {
  await change(sql`
    INSERT INTO attempts (id, account_id, task_id, ordinal, provider, credential, state, request, created_at, ended_at)
    VALUES (${`attempt-${provider}`}, 'default', ${id}, 1, ${provider}, 'c', 'rejected_no_job', '{}', 1, 1)`);
  await change(sql`
    UPDATE tasks SET state = 'preparing', lane = ${HOSTED_LANES.preparing}, attempt_id = ${`attempt-${provider}`}, due_at = 0
    WHERE id = ${id}`);
}

const ASKED = { prompt: 'slow push in', aspect_ratio: '1:1', generate_audio: false };

describe('preparing a hosted task', () => {
  it('writes who is to run it, the order, and the still as it is to be sent, and waits for its turn to be sent', async () => {
    const id = await make({ ...ASKED, first_frame_url: await dataUriOf(readFile(example('portrait.jpg'))) }, 'pro');
    const task = await prepared(id);
    expect(task).toMatchObject({ state: 'submitting', lane: HOSTED_LANES.submitting, lease: undefined });
    const plan: TaskPlan = planOf(task);
    expect(plan).toMatchObject({ provider: 'hiapi', order: { route: 'pro', order: { aspectRatio: 'adaptive' } } });
    const sent = plan.sent?.first;
    expect(sent).toMatchObject({ mediaType: 'image/png', name: 'first.png' });
    expect(sent?.blobKey).not.toBe(plan.stills.first);
    const facts = await house.deps.blobs.withFile(sent!.blobKey, async (path) => ({
      ...(await sharp(await readFile(path)).metadata()),
      bytes: (await readFile(path)).length,
    }));
    expect(facts).toMatchObject({ width: 960, height: 960, bytes: sent?.sizeBytes });
    expect(task.adjustments.map(({ code }) => code)).toContain('cropped_to_ratio');
  });

  it('needs no still for text alone', async () => {
    const id = await make({ prompt: 'a storm over the sea', generate_audio: true });
    expect(planOf(await prepared(id))).toMatchObject({ stills: {}, sent: {}, order: { order: { frames: 'none' } } });
  });

  it('is done again for the next of its routes when the one before has refused it, and tells nothing twice', async () => {
    const id = await make({ ...ASKED, first_frame_url: await dataUriOf(readFile(example('portrait.jpg'))) }, 'ark,pro');
    const first = await prepared(id);
    expect(planOf(first)).toMatchObject({ provider: 'ark' });
    expect(planOf(first).order).not.toHaveProperty('route');
    await refuseBy(id, 'ark');
    const second = await prepared(id);
    expect(planOf(second)).toMatchObject({ provider: 'hiapi', order: { route: 'pro' } });
    // The same bytes are kept once.
    expect(planOf(second).sent).toEqual(planOf(first).sent);
    expect(second.adjustments).toEqual(first.adjustments);
  });

  it('ends it with every finding when neither still will do', async () => {
    const small = await dataUriOf(photo('seedling', 120).jpeg().toBuffer());
    const none = `data:image/jpeg;base64,${Buffer.from('no picture at all').toString('base64')}`;
    const id = await make({ ...ASKED, first_frame_url: small, last_frame_url: none });
    const task = await prepared(id);
    expect(task).toMatchObject({
      state: 'failed',
      error: { code: 'INVALID_REQUEST' },
      failure: { class: 'bad_input', charged: 'no', retry: 'never', field: 'first_frame_url' },
    });
    expect(task.findings.filter(({ severity }) => severity === 'refuse').map(({ field }) => field)).toEqual([
      'first_frame_url',
      'last_frame_url',
    ]);
    // An upload by data URI is called by its field.
    expect(task.error?.message).toMatch(/^first_frame_url: .*too few.*last_frame_url: This is/s);
  });

  it('names the variable when a key was taken away since', async () => {
    const id = await make({ prompt: 'a storm over the sea', generate_audio: true }, 'ark');
    house = { ...house, deps: { ...house.deps, models: house.deps.models.slice(0, 1) } };
    const task = await prepared(id);
    expect(task).toMatchObject({ state: 'failed', error: { code: 'MODEL_UNAVAILABLE' }, failure: { charged: 'no' } });
    expect(task.error?.message).toContain('ARK_API_KEY');
  });
});
