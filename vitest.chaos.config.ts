import { defineConfig } from 'vitest/config';

// What kills, stops and starves whole systems: `npm run test:chaos`. It takes minutes, so `npm test` leaves it out.
export default defineConfig({
  test: {
    include: ['test/{chaos,vendor-chaos}/**/*.chaos.ts'],
    pool: 'forks',
    // Each test has a handful of processes of its own, and waits most of the time for leases and for the dead to be replaced.
    maxWorkers: 2,
    testTimeout: 400_000,
    hookTimeout: 90_000,
  },
});
