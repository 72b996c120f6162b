import { expect, it } from 'vitest';
import { createUlids } from './create-ulids.js';

it('makes ids that sort as they were made and use every letter at every place', () => {
  const newUlid = createUlids();
  const ids = Array.from({ length: 5000 }, () => newUlid());
  expect([...ids].sort()).toEqual(ids);
  expect(new Set(ids).size).toBe(5000);
  for (const id of ids) expect(id).toMatch(/^[0-9A-HJKMNP-TV-Z]{26}$/);
  // Of ids made in milliseconds of their own, so that each has letters of its own.
  const letters = new Set<string>();
  for (let made = 0; made < 500; made += 1) for (const letter of createUlids()().slice(10)) letters.add(letter);
  expect(letters.size).toBe(32);
});
