import { ProviderError } from '../../providers/provider.js';
import { sql } from '../../store/statement.js';
import { createFakeVendor, type FakeBehaviour, type FakeVendor } from './fake-vendor.js';
import { openRunningHouse, type RunningHouse } from './running-house.js';
import type { GivenHouse } from './task-house.js';

/** A task whose order left, and whose answer was lost; nobody works on it, and it is due. */
export interface LostOrder {
  readonly house: RunningHouse;
  readonly vendor: FakeVendor;
  readonly id: string;
  /** As if the order had been sent so long ago. */
  readonly age: (ms: number) => Promise<void>;
}

/** Loses the answer to the first order of a vendor that costs a dollar. */
export async function loseAnswer(behaviour: FakeBehaviour = {}, given: GivenHouse = {}): Promise<LostOrder> {
  let isLost = false;
  const vendor = createFakeVendor({
    microUsd: 1_000_000,
    ...behaviour,
    submit: async (order, hooks) => {
      if (isLost) return behaviour.submit?.(order, hooks) ?? { kind: 'accepted', handle: `job-${order.attemptId}` };
      isLost = true;
      throw new ProviderError('fake', 'the answer was lost', { retryable: true });
    },
  });
  const house = await openRunningHouse(vendor, given);
  const id = await house.accept();
  const runner = house.start();
  await house.until(id, ({ state, attemptId, lease }) => {
    return state === 'submitting' && attemptId !== undefined && lease === undefined;
  });
  await runner.stop();
  await house.query(sql`UPDATE tasks SET due_at = 0 WHERE id = ${id} RETURNING id`);
  house.troubles.length = 0;
  return {
    ...{ house, vendor, id },
    async age(ms) {
      await house.query(
        sql`UPDATE attempts SET sent_at = sent_at - CAST(${ms} AS BIGINT) WHERE task_id = ${id} RETURNING id`,
      );
    },
  };
}
