import { readFile } from 'node:fs/promises';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { createMediaPool } from '../../media/pool.js';
import type { PollAnswer } from '../../providers/provider.js';
import { readEvents } from '../../store/operations/events.js';
import { readOutputs } from '../../store/operations/outputs.js';
import { sql } from '../../store/statement.js';
import { createFakeVendor, type FakeVendor } from '../testing/fake-vendor.js';
import { openRunningHouse, type RunningHouse } from '../testing/running-house.js';

const pool = createMediaPool({ size: 1 });
afterAll(() => pool.close());

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const CLIP = await readFile('test/vendors/loopback/clip.mp4');
const PAGE = Buffer.from('<?xml version="1.0"?><Error><Code>SlowDown</Code></Error>');

async function open(vendor: FakeVendor): Promise<RunningHouse> {
  const house = await openRunningHouse(vendor, { deps: { mediaPool: () => Promise.resolve(pool) } });
  closing.push(() => house.close());
  return house;
}

/** A vendor whose clip is read as each of these in turn; the last one stays. */
function vendorOf(served: readonly Buffer[], expiresAtMs = Date.now() + 3_600_000) {
  let fetches = 0;
  const outputs = [{ type: 'video', source: 'https://cdn.example/0.mp4', expiresAtMs }];
  const vendor = createFakeVendor({
    poll: () => Promise.resolve({ kind: 'succeeded', outputs } satisfies PollAnswer),
    open: () => {
      const bytes = served[Math.min(fetches, served.length - 1)] ?? PAGE;
      fetches += 1;
      return Promise.resolve(bytesOf(bytes));
    },
  });
  return { vendor, fetches: () => fetches };
}

async function* bytesOf(bytes: Buffer): AsyncGenerator<Uint8Array> {
  yield bytes;
}

describe('a clip that was fetched and cannot be read', () => {
  it('is fetched once more while its URL lives', async () => {
    const { vendor, fetches } = vendorOf([PAGE, CLIP]);
    const house = await open(vendor);
    const id = await house.accept();
    house.start();
    const task = await house.ended(id);
    expect(task.failure).toBeUndefined();
    expect(task.state).toBe('succeeded');
    expect(fetches()).toBe(2);
    expect(vendor.submitted).toHaveLength(1);
    const events = await house.deps.store.run(() => readEvents('default', id, 0));
    expect(events.map(({ kind }) => kind).slice(-5)).toEqual([
      ...['fetching', 'verifying', 'fetching', 'verifying', 'succeeded'],
    ]);
    const [output] = await house.deps.store.run(() => readOutputs('default', id));
    expect(output?.sizeBytes).toBe(CLIP.byteLength);
    const references = await house.query(sql`SELECT blob_key FROM blob_refs WHERE owner = ${`output:${output?.id}`}`);
    expect(references.map((row) => row['blob_key'])).toEqual([output?.blobKey]);
  });

  it('ends the task when it cannot be read the second time either, and is fetched no third time', async () => {
    const { vendor, fetches } = vendorOf([PAGE]);
    const house = await open(vendor);
    const id = await house.accept();
    house.start();
    expect(await house.ended(id)).toMatchObject({ state: 'failed', failure: { class: 'provider', charged: 'yes' } });
    expect(fetches()).toBe(2);
  });

  it('is not fetched again where its URL is dead', async () => {
    const { vendor, fetches } = vendorOf([PAGE], Date.now() - 1);
    const house = await open(vendor);
    const id = await house.accept();
    house.start();
    expect((await house.ended(id)).state).toBe('failed');
    expect(fetches()).toBe(1);
  });
});
