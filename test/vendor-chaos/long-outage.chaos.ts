import { describe, expect, it } from 'vitest';
import { CLIP_SHA256 } from './judge.js';
import { outlastOutage } from './long-outage.js';
import { closeVendors, startVendors } from './start-vendors.js';
import { useVendors } from './use-vendors.js';

const at = useVendors();

/** How the two orders of each vendor end, by name. */
async function endsAfter(hours: number) {
  const clock = { aheadMs: 0 };
  const pace = { queuedMs: 100, renderMs: 8000 };
  const vendors = await startVendors({ nowMs: () => Date.now() + clock.aheadMs, pace });
  try {
    const ends = await outlastOutage({ folder: at().folder, vendors, clock, hours });
    for (const { name, orders } of ends) expect(orders, name).toBe(1);
    return Object.fromEntries(ends.map((end) => [end.name, end]));
  } finally {
    await closeVendors(vendors);
  }
}

const SUCCEEDED = { state: 'succeeded', sha256: CLIP_SHA256, sentAfter: 0 };
/** Runway knows no repeats and has no list; after a day nobody may conclude anything from HiAPI's key or DashScope's list. */
const HELD = { state: 'held', why: 'unknown_submit', sentAfter: 0 };

describe('a server that was down', () => {
  it('for three hours fetches every clip, and finds out about every order but Runway’s', async () => {
    expect(await endsAfter(3)).toMatchObject({
      ...{ 'order-2-hiapi': SUCCEEDED, 'order-2-ark': SUCCEEDED },
      ...{ 'order-2-dashscope': SUCCEEDED, 'order-2-runway': SUCCEEDED },
      'order-1-hiapi': { ...SUCCEEDED, sentAfter: 1 },
      ...{ 'order-1-ark': SUCCEEDED, 'order-1-dashscope': SUCCEEDED, 'order-1-runway': HELD },
    });
  });

  it('for 25 hours sends nothing again, and fetches what the vendor still has', async () => {
    const gone = { state: 'failed', why: expect.stringMatching(/URL has expired/) as string, sentAfter: 0 };
    expect(await endsAfter(25)).toMatchObject({
      ...{ 'order-2-hiapi': SUCCEEDED, 'order-2-runway': SUCCEEDED },
      'order-2-ark': gone,
      'order-2-dashscope': {
        state: 'failed',
        why: expect.stringMatching(/forgets one after 24 hours/) as string,
        sentAfter: 0,
      },
      ...{ 'order-1-hiapi': HELD, 'order-1-dashscope': HELD, 'order-1-runway': HELD },
      'order-1-ark': gone,
    });
  });
});
