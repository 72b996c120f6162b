import { defineConfig } from 'vitest/config';

// What kills, stops and starves whole systems: `npm run test:chaos`. It takes minutes, so `npm test` leaves it out.
export default defineConfig({
  test: {
    include: ['test/{chaos,vendor-chaos}/**/*.chaos.ts'],
    pool: 'forks',
    // Each test has a handful of processes of its own; two files at once would measure each other.
    maxWorkers: 1,
    testTimeout: 400_000,
    hookTimeout: 90_000,
  },
});
