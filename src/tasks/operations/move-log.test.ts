import { expect, it } from 'vitest';
import { onEachStore } from '../../../test/on-each-store.js';
import { claimTasks } from '../../store/operations/claim-tasks.js';
import { moveTask } from '../../store/operations/move-task.js';
import { makeNewTask } from '../../store/testing/make-new-task.js';
import { createRunner } from '../runner/runner.js';
import { createFakeVendor } from '../testing/fake-vendor.js';
import { openTaskHouse } from '../testing/task-house.js';
import { logMoves } from './move-log.js';

const PROMPT = 'a very secret campaign';
const URL_WITH_KEY = 'https://shop.example/hooks?key=hush';

onEachStore((store) => {
  it('writes a line for each move, and nothing that a caller or a vendor wrote', async () => {
    const vendor = createFakeVendor({
      submit: () =>
        Promise.resolve({
          kind: 'rejected',
          failure: { class: 'provider', charged: 'no', retry: 'never', say: `It said: ${PROMPT} sk-hush` },
        }),
    });
    const lines: string[] = [];
    const house = await openTaskHouse(vendor, { store: store() });
    const logged = logMoves({ ...store(), close: () => Promise.resolve() }, (line) => lines.push(line));
    const deps = { ...house.deps, store: logged };
    const runner = createRunner(deps, { lanes: [{ name: 'local', order: 'turn', slots: 1 }] });
    const ended = new Promise<void>((resolve) => {
      store().onWake((topic) => {
        if (topic === 'deliveries') resolve();
      });
    });
    const task = makeNewTask({
      lane: 'local',
      model: 'fake/model',
      input: JSON.stringify({ prompt: PROMPT }),
      callbackUrl: URL_WITH_KEY,
    });
    await logged.createTask(task);
    runner.start();
    await ended;
    await runner.stop();
    await logged.close();
    const told = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(told.map(({ from, to }) => [from, to])).toEqual([
      [null, 'accepted'],
      ['accepted', 'preparing'],
      ['preparing', 'submitting'],
      ['submitting', 'failed'],
    ]);
    expect(told[3]).toMatchObject({
      ...{ event: 'task_moved', task: task.id, account: 'default', provider: 'fake', code: 'TASK_FAILED' },
      ...{ class: 'provider', charged: 'no' },
    });
    for (const { ms, at } of told.slice(1)) {
      expect(ms).toBeGreaterThanOrEqual(0);
      expect(at).toMatch(/^\d{4}-\d\d-\d\dT/);
    }
    for (const line of lines) {
      expect(line.endsWith('}\n')).toBe(true);
      for (const secret of [PROMPT, 'hush', 'http']) expect(line).not.toContain(secret);
    }
    await house.close();
  });

  it('writes nothing of what was taken back', async () => {
    const lines: string[] = [];
    const logged = logMoves({ ...store(), close: () => Promise.resolve() }, (line) => lines.push(line));
    const task = makeNewTask({ lane: 'undone' });
    await logged.createTask(task);
    const [claimed] = await logged.run(() =>
      claimTasks({ lane: 'undone', order: 'due', limit: 1, lease: 'mine', leaseMs: 60_000 }),
    );
    const move = () =>
      moveTask({
        id: claimed?.id ?? '',
        from: 'accepted',
        to: 'preparing',
        lane: 'undone',
        lease: 'mine',
        keepLeaseMs: 60_000,
      });
    await expect(
      logged.run(function* () {
        yield* move();
        throw new Error('undone');
      }),
    ).rejects.toThrow('undone');
    await logged.run(move);
    await logged.close();
    expect(lines.map((line) => (JSON.parse(line) as { to: string }).to)).toEqual(['accepted', 'preparing']);
  });
});
