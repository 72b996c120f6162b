import { execFileSync } from 'node:child_process';
import { closeSync, fsyncSync, mkdirSync, openSync, rmSync, writeSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startPostgres } from '../postgres.js';
import { createCaller, send } from './caller.js';
import { findFaults } from './judge.js';
import { type ChaosNode, killNodes, startHealthyNode, until } from './node-process.js';
import type { TaskFacts } from './read-facts.js';
import { startReceiver } from './receiver.js';
import { startVendor } from './vendor.js';
import { VENDOR_MODEL } from './vendor-provider.js';

let folder: string;
const closing: (() => unknown)[] = [];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'firstframe-chaos-'));
});

afterEach(async () => {
  killNodes();
  for (const close of closing.splice(0).reverse()) await close();
  await rm(folder, { recursive: true, force: true });
});

/** A node at work, a vendor, a receiver, and a caller who sends everything until it is answered. */
async function open(plan: { readonly dataFolder: string; readonly databaseUrl?: string }) {
  const [vendor, receiver] = [await startVendor({ isKind: true }), await startReceiver()];
  closing.push(vendor.close, receiver.close);
  const about = { ...plan, name: 'node', vendorUrl: vendor.url, leaseMs: 15_000, signal: 'SIGKILL' } as const;
  const { node, url } = await startHealthyNode(about);
  const key = String(await node.ask('key'));
  const caller = createCaller({ key, url: () => url });
  let orders = 0;
  const body = () => ({
    model: VENDOR_MODEL,
    input: { prompt: `order ${(orders += 1)}` },
    callback: { url: receiver.url },
  });
  return {
    node,
    faults: async () => {
      await settle(node);
      return findFaults({ tasks: (await node.ask('facts')) as TaskFacts[], caller, vendor, receiver });
    },
    ask: () => caller.create(body()),
    accepted: () => caller.accepted.size,
    /** One create, sent once, without a key to send it again by. */
    askOnce: async () => {
      const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
      // Keyless, and so not the caller's: it must not become a task.
      const answer = await send(`${url}/v1/tasks`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body()),
        timeoutMs: 30_000,
      });
      return { status: answer.status, retryAfter: Number(answer.headers['retry-after']) };
    },
  };
}

async function settle(node: ChaosNode): Promise<void> {
  const counts = async () => (await node.ask('open')) as { readonly tasks: number; readonly owed: number };
  const isOver = async () => {
    const { tasks, owed } = await counts();
    return tasks === 0 && owed === 0;
  };
  await until('every task ends and every callback is delivered', isOver, { limitMs: 90_000 });
}

const own = await startPostgres({ durable: true });

describe.skipIf('missing' in own)(
  `a Postgres that goes away${'missing' in own ? ` (skipped: ${own.missing})` : ''}`,
  () => {
    it.each(['fast', 'immediate'] as const)(
      'is answered with 503, and gone on with by itself when it is back (%s)',
      { timeout: 240_000 },
      async (mode) => {
        if ('missing' in own) return;
        const house = await open({ dataFolder: folder, databaseUrl: await own.createDatabase() });
        const before = Array.from({ length: 20 }, () => house.ask());
        await until('some are accepted', () => house.accepted() > 5, { limitMs: 30_000 });
        await own.stop(mode);
        const refusals = [];
        for (let ask = 0; ask < 5; ask += 1) refusals.push(await house.askOnce());
        const during = Array.from({ length: 5 }, () => house.ask());
        await own.start();
        await Promise.all([...before, ...during]);
        expect(refusals.map(({ status }) => status)).toEqual([503, 503, 503, 503, 503]);
        expect(refusals.every(({ retryAfter }) => retryAfter >= 1)).toBe(true);
        expect(await house.faults()).toEqual([]);
      },
    );
  },
);

afterAll(async () => {
  if (!('missing' in own)) await own.remove();
});

const canMount = process.getuid?.() === 0 && process.platform === 'linux' && tryMount();

describe.skipIf(!canMount)(`a disk that fills up${canMount ? '' : ' (skipped: no tmpfs can be mounted)'}`, () => {
  it('is answered with 503, and gone on with by itself when there is room', async () => {
    const disk = path.join(folder, 'disk');
    mkdirSync(disk);
    mount(disk, 900);
    closing.push(() => execFileSync('umount', ['-l', disk]));
    const house = await open({ dataFolder: path.join(disk, 'data') });
    const tasks = Array.from({ length: 30 }, () => house.ask());
    await until('some are accepted', () => house.accepted() > 5, { limitMs: 30_000 });
    const ballast = path.join(disk, 'ballast');
    fill(ballast);
    // The last look at the disk is good for a second.
    await delay(1200);
    expect(await house.askOnce()).toMatchObject({ status: 503, retryAfter: 5 });
    await delay(1000);
    rmSync(ballast);
    await Promise.all(tasks);
    await house.ask();
    expect(await house.faults()).toEqual([]);
  });
});

/** Writes until there is not a byte left. */
function fill(file: string): void {
  const handle = openSync(file, 'w');
  for (let size = 1 << 20; size >= 1; size >>= 4) {
    try {
      for (;;) writeSync(handle, Buffer.alloc(size));
    } catch {
      // Full for this size; a smaller piece may still fit.
    }
  }
  fsyncSync(handle);
  closeSync(handle);
}

function mount(at: string, megabytes: number): void {
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'tmpfs', at], { stdio: 'ignore' });
}

function tryMount(): boolean {
  const at = path.join(tmpdir(), `firstframe-mount-${process.pid}`);
  mkdirSync(at, { recursive: true });
  try {
    mount(at, 1);
    execFileSync('umount', [at]);
    return true;
  } catch {
    return false;
  } finally {
    rmSync(at, { recursive: true, force: true });
  }
}
