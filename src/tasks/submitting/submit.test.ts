import { expect, it } from 'vitest';
import { readTask } from '../../store/operations/read-tasks.js';
import { type Store, StoreError } from '../../store/store.js';
import { createRunner } from '../runner/runner.js';
import { createFakeVendor } from '../testing/fake-vendor.js';
import { openTaskHouse } from '../testing/task-house.js';

it('writes what the vendor answered as soon as the store is back, instead of holding what it knows the end of', async () => {
  let failures = 0;
  const vendor = createFakeVendor({
    submit: ({ attemptId }) => {
      failures = 2;
      return Promise.resolve({ kind: 'accepted', handle: attemptId });
    },
  });
  const house = await openTaskHouse(vendor);
  const { store } = house.deps;
  const failing: Store = {
    ...store,
    run: (operation) => {
      failures -= 1;
      return failures >= 0 ? Promise.reject(new StoreError('full', 'no room')) : store.run(operation);
    },
  };
  const troubles: unknown[] = [];
  const runner = createRunner(
    { ...house.deps, store: failing },
    { lanes: [{ name: 'local', order: 'turn', slots: 1 }], onTrouble: (error) => troubles.push(error) },
  );
  const id = await house.accept();
  const ended = new Promise<void>((resolve) => {
    store.onWake((topic) => {
      if (topic !== `task:${id}`) return;
      void store
        .run(() => readTask('default', id))
        .then((task) => {
          if (task?.state === 'succeeded' || task?.state === 'held') resolve();
        });
    });
  });
  runner.start();
  await ended;
  await runner.stop();
  expect(await store.run(() => readTask('default', id))).toMatchObject({ state: 'succeeded' });
  expect(vendor.submitted).toHaveLength(1);
  expect(troubles).toHaveLength(2);
  await house.close();
});
