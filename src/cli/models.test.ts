import { describe, expect, it } from 'vitest';
import type { ListedModel } from '../client/task-reply.js';
import { runLine } from './testing/run-line.js';
import { createFakeApi } from './testing/fake-line.js';

const MODELS: readonly ListedModel[] = [
  {
    ...{ id: 'local/motion', durationSec: { min: 1, max: 15 }, resolutions: ['480p'], firstFrame: 'required' },
    ...{ lastFrame: 'optional', priceUsdPerSec: 0, proven: 'local', routes: [{ route: 'local', proven: 'local' }] },
  },
  {
    ...{ id: 'paid', durationSec: { min: 4, max: 15 }, resolutions: ['480p', '720p'], firstFrame: 'optional' },
    lastFrame: 'optional',
    proven: 'replayed',
    routes: [
      {
        ...{ route: 'ark', proven: 'replayed', configured: true },
        prices: [
          { resolution: '480p', usdPerSec: 0.07 },
          { resolution: '720p', usdPerSec: 0.15 },
        ],
      },
      { route: 'hiapi', proven: 'replayed', configured: false, needs: 'HIAPI_API_KEY', prices: [] },
    ],
  },
  { id: 'gone', routes: [], withdrawn: { successor: 'paid' } },
  { id: 'of another server' },
];

describe('firstframe models', () => {
  it('tells of each route its price, how far it is proven, and the key it waits for', async () => {
    const api = createFakeApi(() => Promise.resolve(undefined), { models: () => Promise.resolve(MODELS) });
    const { stdout, code } = await runLine(['models'], '.', { api });
    expect(code).toBe(0);
    const rows = stdout.split('\n').map((line) => line.replace(/ {2,}/g, ' | '));
    expect(rows[1]).toMatch(/^local\/motion .* local \| free \| local \| ready$/);
    expect(rows[2]).toMatch(/^paid .* ark \| 0\.07-0\.15 \| replayed \| ready$/);
    expect(rows[3]).toMatch(/^paid .* hiapi \| unknown \| replayed \| needs HIAPI_API_KEY$/);
    expect(rows[4]).toMatch(/^gone .*withdrawn: use paid$/);
    expect(rows[5]).toMatch(/^of another server/);
  });
});
