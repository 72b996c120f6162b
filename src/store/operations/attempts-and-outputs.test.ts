import { randomUUID } from 'node:crypto';
import { expect, it } from 'vitest';
import { onEachStore } from '../../../test/on-each-store.js';
import { type Operation, type Row, sql } from '../statement.js';
import { makeNewTask } from '../testing/make-new-task.js';
import { openAttempt, readAttempt, readAttempts, settleAttempt } from './attempts.js';
import { noteOutputs, readOutputs, type SeenOutput, storeOutput } from './outputs.js';

/** Beyond 2^53, as ids of outputs are: a number would lose its last digits. */
let lastOutputId = 2n ** 53n + BigInt(Date.now());

function newOutput(facts: Partial<SeenOutput> = {}): SeenOutput {
  lastOutputId += 1n;
  return { id: `${lastOutputId}`, ordinal: 0, type: 'video', source: 'https://vendor.example/0.mp4', ...facts };
}

function* submit(id: string): Operation<void> {
  yield sql`UPDATE tasks SET state = 'submitting', lease = 'mine', due_at = ${Date.now() + 3_600_000} WHERE id = ${id}`;
}

onEachStore((store) => {
  /** A task that is being submitted, and how an attempt of it is opened. */
  async function submitting() {
    const { id: taskId, accountId } = makeNewTask({ accountId: randomUUID() });
    await store().createTask(makeNewTask({ id: taskId, accountId }));
    await store().run(() => submit(taskId));
    const open = (lease = 'mine') =>
      store().run(() =>
        openAttempt(
          {
            id: randomUUID(),
            accountId,
            taskId,
            provider: 'local',
            credential: 'none',
            model: undefined,
            request: '{"seed":0}',
          },
          lease,
        ),
      );
    return { taskId, accountId, open };
  }

  it('commits an attempt before anything is sent, numbered within its task', async () => {
    const { accountId, taskId, open } = await submitting();
    const first = await open();
    expect(first).toMatchObject({ ordinal: 1, state: 'submission_unknown', request: '{"seed":0}', handle: undefined });
    expect(first?.sentAtMs).toBe(first?.createdAtMs);
    expect(await open()).toMatchObject({ ordinal: 2 });
    const attempts = await store().run(() => readAttempts(accountId, taskId));
    expect(attempts.map(({ ordinal }) => ordinal)).toEqual([1, 2]);
    expect(await store().run(() => readAttempts(randomUUID(), taskId))).toEqual([]);
  });

  it('opens no attempt under a claim that is lost', async () => {
    const { accountId, taskId, open } = await submitting();
    expect(await open('theirs')).toBeUndefined();
    expect(await store().run(() => readAttempts(accountId, taskId))).toEqual([]);
  });

  it('settles an attempt once', async () => {
    const { open } = await submitting();
    const { id } = (await open())!;
    const settle = (to: 'accepted' | 'rejected_no_job', facts = {}) =>
      store().run(() => settleAttempt(id, 'submission_unknown', to, facts));
    expect(await settle('accepted', { handle: 'job-1' })).toBe(true);
    expect(await settle('rejected_no_job')).toBe(false);
    const succeed = () =>
      store().run(() => settleAttempt(id, 'accepted', 'vendor_succeeded', { outcome: { frames: 0 } }));
    expect(await succeed()).toBe(true);
    const attempt = await store().run(() => readAttempt(id));
    expect(attempt).toMatchObject({ state: 'vendor_succeeded', handle: 'job-1', outcome: { frames: 0 } });
    expect(attempt?.endedAtMs).toBeGreaterThan(0);
  });

  it('notes outputs once per attempt, and again only where they are to be had', async () => {
    const { accountId, taskId, open } = await submitting();
    const { id: attemptId } = (await open())!;
    const note = (...seen: SeenOutput[]) =>
      store().run(() => noteOutputs({ accountId, taskId, attemptId, tier: 'temp' }, seen));
    const [video, poster] = [newOutput(), newOutput({ ordinal: 1, type: 'image', sourceExpiresAtMs: 7 })];
    await note(video, poster);
    await note(newOutput({ source: 'https://vendor.example/0.mp4?signed=again' }));
    expect(await store().run(() => readOutputs(accountId, taskId))).toMatchObject([
      { id: video.id, source: 'https://vendor.example/0.mp4?signed=again', blobKey: undefined, expiresAtMs: undefined },
      { id: poster.id, ordinal: 1, type: 'image', sourceExpiresAtMs: 7 },
    ]);
    expect(await store().run(() => readOutputs(randomUUID(), taskId))).toEqual([]);
  });

  it('ties an output to its bytes with one reference, though it is done twice', async () => {
    const { accountId, taskId, open } = await submitting();
    const { id: attemptId } = (await open())!;
    const output = newOutput();
    await store().run(() => noteOutputs({ accountId, taskId, attemptId, tier: 'temp' }, [output]));
    const bytes = { id: output.id, blobKey: randomUUID(), sha256: 'abc', sizeBytes: 0, mediaType: 'video/mp4' };
    const keep = (owner: string, lease = 'mine') =>
      store().run(() => storeOutput({ accountId: owner, taskId, lease }, { ...bytes, keepMs: 60_000 }));
    expect(await keep(randomUUID())).toBe(false);
    expect(await keep(accountId, 'theirs')).toBe(false);
    expect(await keep(accountId)).toBe(true);
    expect(await keep(accountId)).toBe(true);
    const [stored] = await store().run(() => readOutputs(accountId, taskId));
    expect(stored).toMatchObject({ blobKey: bytes.blobKey, sizeBytes: 0, mediaType: 'video/mp4' });
    expect(Math.abs(stored!.expiresAtMs! - Date.now() - 60_000)).toBeLessThan(30_000);
    const refs = await store().run(function* (): Operation<readonly Row[]> {
      return yield sql`SELECT owner FROM blob_refs WHERE blob_key = ${bytes.blobKey}`;
    });
    expect(refs).toEqual([{ owner: `output:${output.id}` }]);
  });

  it('leaves an output alone whose claim has run out, though nobody has taken the task over yet', async () => {
    const { accountId, taskId, open } = await submitting();
    const { id: attemptId } = (await open())!;
    const output = newOutput();
    await store().run(() => noteOutputs({ accountId, taskId, attemptId, tier: 'temp' }, [output]));
    await store().run(function* (): Operation<void> {
      yield sql`UPDATE tasks SET due_at = 1 WHERE id = ${taskId}`;
    });
    const bytes = { id: output.id, blobKey: 'late', sha256: 'abc', sizeBytes: 0, mediaType: 'video/mp4', keepMs: 1 };
    expect(await store().run(() => storeOutput({ accountId, taskId, lease: 'mine' }, bytes))).toBe(false);
    expect(await store().run(() => readOutputs(accountId, taskId))).toMatchObject([{ blobKey: undefined }]);
  });
});
