import { mkdir } from 'node:fs/promises';
import path from 'node:path';
import { expect, it } from 'vitest';
import { sharedPostgres } from '../postgres.js';
import { VENDORS } from './front.js';
import { freezeBeforeSending, halfAway, RENDER_USD, spendUnderCap, swapKeys } from './hard-times.js';
import { CLIP_SHA256 } from './judge.js';
import { closeVendors, startVendors } from './start-vendors.js';
import { useVendors } from './use-vendors.js';

const postgres = await sharedPostgres();
const missing = 'missing' in postgres ? ` (skipped: ${postgres.missing})` : '';
const at = useVendors();

it.skipIf('missing' in postgres)(
  `a server that is frozen before it sends, past its claim, sends nothing${missing}`,
  async () => {
    if ('missing' in postgres) return;
    const { folder, vendors } = at();
    const run = async (vendor: (typeof VENDORS)[number]) => {
      const own = path.join(folder, vendor);
      await mkdir(own);
      return freezeBeforeSending({ folder: own, databaseUrl: await postgres.createDatabase(), vendor, vendors });
    };
    const frozen = await Promise.all(VENDORS.map(run));
    for (const { vendor, sentBefore, sentBy } of frozen) {
      expect(sentBefore, vendor).toEqual([]);
      expect(sentBy, vendor).not.toContain('sleeper');
    }
    const [hiapi, ark, dashscope, runway] = frozen;
    // Known by its key, it is sent by the one who goes on; looked for at those with a list; else a person is asked.
    expect(hiapi).toMatchObject({ sentBy: ['other'], orders: 1 });
    expect(ark).toMatchObject({ sentBy: [], orders: 0, state: 'open', why: 'handling' });
    expect(dashscope).toMatchObject({ sentBy: [], orders: 0, state: 'open', why: 'handling' });
    expect(runway).toMatchObject({ sentBy: [], orders: 0, state: 'held', why: 'unknown_submit' });
  },
);

it('an order whose answer was lost is held, and never sent, under another key', async () => {
  const others = await startVendors();
  try {
    for (const end of await swapKeys({ ...at(), others })) {
      expect(end, end.vendor).toMatchObject({
        state: 'held',
        why: 'unknown_submit',
        orders: 1,
        ordersUnderOtherKey: 0,
      });
    }
  } finally {
    await closeVendors(others);
  }
});

it('a vendor that is away for half of a render, and whose store is worse, costs one render, and the clip is whole', async () => {
  const vendors = await startVendors({ pace: { queuedMs: 100, renderMs: 4000 } });
  try {
    const { ends, seconds } = await halfAway({ ...at(), vendors, renderMs: 4000, refusals: 4 });
    process.stderr.write(`half away: ${seconds} s\n`);
    for (const end of ends) {
      expect(end, end.vendor).toMatchObject({ state: 'succeeded', sha256: CLIP_SHA256, orders: 1 });
    }
  } finally {
    await closeVendors(vendors);
  }
});

it.skipIf('missing' in postgres)(`four servers spend no more than a cap${missing}`, async () => {
  if ('missing' in postgres) return;
  const databaseUrl = await postgres.createDatabase();
  const { states, refused, spentUsd } = await spendUnderCap({
    ...{ ...at(), databaseUrl },
    ...{ tasks: 40, servers: 4, capUsd: 6 },
  });
  process.stderr.write(`under a cap: ${JSON.stringify({ states, refused })}\n`);
  expect(spentUsd).toBeLessThanOrEqual(6);
  expect(states['succeeded']).toBe(Math.floor(6 / RENDER_USD));
});
