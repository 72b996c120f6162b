import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { onEachStore } from '../../../test/on-each-store.js';
import { openSqliteStore } from '../../store/sqlite/sqlite-store.js';
import { type Operation, sql } from '../../store/statement.js';
import type { Store } from '../../store/store.js';
import { createCallGate, type CallGate, type GatedProvider, WAIT_HERE_MS } from './call-gate.js';

/** A vendor's key that no other test calls. */
function keyOf(pace: NonNullable<GatedProvider['pace']> = { callsPerSec: 20 }): GatedProvider {
  return { id: 'vendor', credential: randomUUID(), isFreeToRepeat: false, pace };
}

/** The most of these moments that lie in any one second. */
function mostInASecond(atMs: readonly number[]): number {
  const sorted = [...atMs].sort((a, b) => a - b);
  let most = 0;
  for (let first = 0, last = 0; last < sorted.length; last += 1) {
    while ((sorted[last] ?? 0) - (sorted[first] ?? 0) >= 1000) first += 1;
    most = Math.max(most, last - first + 1);
  }
  return most;
}

onEachStore((store) => {
  it('lets two processes together never pass a key’s pace', async () => {
    const provider = keyOf({ callsPerSec: 200 });
    const gates = [createCallGate(store()), createCallGate(store())];
    const leaves: number[] = [];
    const call = async (gate: CallGate): Promise<void> => {
      const waitMs = await gate.take(provider, 'ask');
      if (waitMs <= WAIT_HERE_MS) leaves.push(performance.now() + waitMs);
    };
    for (let turn = 0; turn < 40; turn += 1) {
      await Promise.all(gates.flatMap((gate) => Array.from({ length: 5 }, () => call(gate))));
    }
    expect(leaves).toHaveLength(400);
    expect(mostInASecond(leaves)).toBeLessThanOrEqual(200);
  });

  it('keeps a place for five seconds and no longer', async () => {
    const provider = keyOf({ callsPerSec: 10 });
    const gate = createCallGate(store(), { random: () => 0 });
    const waits = await Promise.all(Array.from({ length: 200 }, () => gate.take(provider, 'ask')));
    const kept = waits.filter((waitMs) => waitMs <= WAIT_HERE_MS);
    expect(kept.length).toBeGreaterThan(35);
    expect(kept.length).toBeLessThan(60);
    expect(new Set(kept).size).toBe(kept.length);
  });

  it('puts the whole key off after a 429, in every process, and only that key', async () => {
    const provider = keyOf();
    const one = createCallGate(store());
    const other = createCallGate(store());
    await other.take(provider, 'ask');
    await one.block(provider, 60_000);
    await one.block(provider, 1000);
    expect(await one.take(provider, 'submit')).toBeGreaterThan(58_000);
    expect(await other.take(provider, 'ask')).toBeGreaterThan(58_000);
    expect(await one.take(keyOf(), 'ask')).toBe(0);
  });

  it('counts orders by a clock of their own where the vendor does', async () => {
    const provider = keyOf({ callsPerSec: 10, submitsPerSec: 2 });
    const gate = createCallGate(store());
    expect(await gate.take(provider, 'submit')).toBe(0);
    expect(await gate.take(provider, 'ask')).toBe(0);
    expect(await gate.take(provider, 'submit')).toBeGreaterThan(300);
  });

  it('counts orders among all calls where the vendor has no pace of its own for them', async () => {
    const provider = keyOf({ callsPerSec: 2 });
    const gate = createCallGate(store());
    expect(await gate.take(provider, 'submit')).toBe(0);
    expect(await gate.take(provider, 'ask')).toBeGreaterThan(300);
  });

  it('never lets what is made here wait, and asks no store for it', async () => {
    const gate = createCallGate({ run: () => Promise.reject(new Error('asked')) });
    expect(await gate.take({ ...keyOf(), isFreeToRepeat: true }, 'ask')).toBe(0);
  });
});

it('tells each who waits when the store cannot be asked, and asks again for the next', async () => {
  let isAway = true;
  const run = <Result>(): Promise<Result> =>
    isAway ? Promise.reject(new Error('away')) : Promise.resolve({ kind: 'leased', inMs: 0 } as Result);
  const gate = createCallGate({ run });
  const provider = keyOf();
  const both = await Promise.allSettled([gate.take(provider, 'ask'), gate.take(provider, 'ask')]);
  expect(both.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  isAway = false;
  expect(await gate.take(provider, 'ask')).toBe(0);
});

describe('by a clock that only the test moves', () => {
  let folder: string;
  let store: Store;
  let nowMs: number;
  let writes: number;
  const gateOf = (): CallGate =>
    createCallGate(
      {
        run: (operation) => {
          writes += 1;
          return store.run(operation);
        },
      },
      { monotonicMs: () => nowMs, random: () => 0.5 },
    );

  beforeEach(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'firstframe-gate-'));
    nowMs = 1_000_000;
    writes = 0;
    store = await openSqliteStore({ path: path.join(folder, 'firstframe.db'), nowMs: () => nowMs });
  });
  afterEach(async () => {
    await store.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('lets two busy processes call at their key’s pace, no faster and hardly slower, with few writes', async () => {
    const provider = keyOf({ callsPerSec: 50 });
    const gates = [gateOf(), gateOf()];
    const leaves: number[] = [];
    // Each has four callers, who call, and then ask for the next place.
    const callers = gates.flatMap((gate) => Array.from({ length: 4 }, () => ({ gate, freeAtMs: nowMs })));
    const endMs = nowMs + 20_000;
    for (; nowMs < endMs; nowMs += 1) {
      const free = callers.filter(({ freeAtMs }) => freeAtMs <= nowMs);
      await Promise.all(
        free.map(async (caller) => {
          const waitMs = await caller.gate.take(provider, 'ask');
          caller.freeAtMs = nowMs + Math.max(1, waitMs);
          if (waitMs <= WAIT_HERE_MS) leaves.push(nowMs + waitMs);
        }),
      );
    }
    expect(mostInASecond(leaves)).toBeLessThanOrEqual(50);
    expect(leaves.length).toBeGreaterThan(20 * 50 * 0.8);
    expect(writes).toBeLessThan(leaves.length / 4);
  });

  it('does not keep what one process leaves unused from the others', async () => {
    const provider = keyOf({ callsPerSec: 10 });
    const quiet = gateOf();
    const busy = gateOf();
    let called = 0;
    const startMs = nowMs;
    for (let second = 0; second < 10; second += 1) {
      await quiet.take(provider, 'ask');
      while (nowMs < startMs + (second + 1) * 1000) {
        nowMs += Math.max(1, await busy.take(provider, 'ask'));
        called += 1;
      }
    }
    expect(called).toBeGreaterThan(60);
  });

  it('starts at once again when a block is over, at its pace', async () => {
    const provider = keyOf({ callsPerSec: 10 });
    const gate = gateOf();
    await gate.block(provider, 2000);
    const waits = await Promise.all(Array.from({ length: 5 }, () => gate.take(provider, 'ask')));
    expect(Math.min(...waits)).toBe(2000);
    expect(mostInASecond(waits)).toBeLessThanOrEqual(10);
    nowMs += 10_000;
    expect(await gate.take(provider, 'ask')).toBe(0);
  });

  it('forgets places that it leased when the key is blocked', async () => {
    const provider = keyOf({ callsPerSec: 10 });
    const gate = gateOf();
    await Promise.all(Array.from({ length: 3 }, () => gate.take(provider, 'ask')));
    await gate.take(provider, 'ask');
    await gate.block(provider, 30_000);
    expect(await gate.take(provider, 'ask')).toBeGreaterThanOrEqual(30_000);
  });

  it('leaves one row for a key, and no key in it', async () => {
    const provider = keyOf();
    await gateOf().take(provider, 'ask');
    const rows = await store.run(function* (): Operation<readonly unknown[]> {
      return yield sql`SELECT provider, fingerprint FROM credentials`;
    });
    expect(rows).toEqual([{ provider: 'vendor', fingerprint: provider.credential }]);
  });
});
