import { defineConfig } from 'vitest/config';

// Four nodes on one Postgres and one bucket: `npm run test:cluster`, some three minutes. `node bench/run.js cluster` is the long form.
export default defineConfig({
  test: {
    include: ['test/cluster/*.cluster.ts'],
    pool: 'forks',
    maxWorkers: 1,
    testTimeout: 600_000,
    hookTimeout: 90_000,
  },
});
