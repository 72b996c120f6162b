import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { LostClaim } from '../steps/step.js';
import { createFakeVendor } from '../testing/fake-vendor.js';
import { openTaskHouse, type TaskHouse } from '../testing/task-house.js';
import { type HeldClaim, holdClaim } from './hold-claim.js';

const LEASE_MS = 15_000;

let house: TaskHouse;
let claim: HeldClaim;
let monotonicMs = 0;
let nowMs = 0;

beforeEach(async () => {
  [monotonicMs, nowMs] = [1_000, 1_800_000_000_000];
  house = await openTaskHouse(createFakeVendor());
  await house.accept();
  const [task] = await house.deps.store.claimTasks({
    ...{ lane: 'local', order: 'turn', limit: 1, lease: 'mine', leaseMs: LEASE_MS },
  });
  if (task === undefined) throw new Error('nothing was claimed');
  claim = holdClaim(task, {
    ...{ store: house.deps.store, leaseMs: LEASE_MS, claimedAt: { monotonicMs, nowMs } },
    ...{ monotonicMs: () => monotonicMs, nowMs: () => nowMs },
  });
});
afterEach(async () => {
  claim.release();
  await house.close();
});

describe('a claim that nobody has renewed', () => {
  it.each([
    ['holds within its lease', 5_000, 5_000, false],
    ['is over when its process was stopped past the lease', 60_000, 60_000, true],
    ['is over when its machine was suspended, where one clock stands still', 10, 60_000, true],
    ['is not made longer by a time of day that is set back', 60_000, -3_600_000, true],
    ['outlasts a time of day that is set back', 5_000, -3_600_000, false],
  ])('%s', (_what, elapsedMs, dayMs, isOver) => {
    monotonicMs += elapsedMs;
    nowMs += dayMs;
    if (isOver) expect(claim.assertHeld).toThrow(LostClaim);
    else expect(claim.assertHeld).not.toThrow();
  });
});
