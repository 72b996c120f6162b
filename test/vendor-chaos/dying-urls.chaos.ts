import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { fetchDying } from '../../bench/vendors/dying-urls.js';

let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'firstframe-dying-'));
});

afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

it('clips whose URLs die soonest are fetched first, and nearly all that the line can bring are saved', async () => {
  // `node bench/run.js vendors` does it with 500 in a minute; so few in so little time lose more of it to the beginning.
  const report = await fetchDying({ folder, clips: 100, firstMs: 3000, lastMs: 15_000, share: 0.8 });
  expect(report.saved).toBeGreaterThan(report.could * 0.8);
  expect(report.inversions).toBeLessThan(0.2);
  expect(report.troubles).toEqual([]);
});
