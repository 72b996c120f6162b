import { expect, it } from 'vitest';
import { monotonicFactory } from 'ulid';
import { numericId } from './numeric-id.js';

it('is a whole number of 63 bits that sorts as the ULIDs do', () => {
  const newId = monotonicFactory();
  const ids = Array.from({ length: 1000 }, () => BigInt(numericId(newId())));
  expect(new Set(ids).size).toBe(1000);
  for (const id of ids) expect(id < 2n ** 63n).toBe(true);
  expect(BigInt(numericId(newId(2_000_000_000_000))) > (ids[0] ?? 0n)).toBe(true);
});
