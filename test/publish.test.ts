import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { createClient, type Client } from '../src/client/client.js';
import type { NewTask } from '../src/client/task-reply.js';
import type { Task } from '../src/contract/task.js';
import type { SystemConfig } from '../src/system.js';
import { launchFirstframe } from './run-firstframe.js';
import { createRandom } from './chaos/random.js';
import { type Installation, openInstallation } from './open-installation.js';
import { sharedPostgres } from './postgres.js';
import { type FakeS3, type S3Trouble, troubleByChance } from './s3/fake-s3.js';
import { useS3Ground } from './s3/s3-ground.js';

const STILL = path.resolve('examples/seedling.jpg');

const postgres = await sharedPostgres();

const { newBucket, newFolder, mediaPool, closeLater } = useS3Ground();

interface House extends Installation {
  readonly order: (change?: Partial<NewTask>, by?: Client) => Promise<string>;
  readonly accountOf: (id: string, publishTo: string | undefined) => Promise<Client>;
}

async function openHouse(fake: FakeS3, change: Partial<SystemConfig> = {}): Promise<House> {
  const { credentials, region } = fake.config();
  const house = await openInstallation({
    ...{ dataFolder: newFolder(), version: '0.0.0-test', baseUrl: 'http://127.0.0.1:8787' },
    ...{ secretKey: randomBytes(32), allowAddresses: [], mediaProcesses: 1, publishing: { credentials, region } },
    mediaPool,
    ...change,
  });
  const { client, system } = house;
  closeLater(house.stop);
  return {
    ...house,
    async order(extra = {}, by = client) {
      const { id } = await by.upload(readFileSync(STILL), { type: 'image/jpeg', name: 'My seedling (1).jpg' });
      const input = {
        prompt: 'Slow push in',
        first_frame_url: id,
        duration: 1,
        resolution: '480p',
        generate_audio: false,
      };
      return (await by.create({ model: 'local/motion', input, ...extra })).taskId;
    },
    async accountOf(id, publishTo) {
      await client.accounts.create({ id, ...(publishTo === undefined ? {} : { publishTo }) });
      const { key } = await client.keys.create({ name: 'test', scopes: ['create', 'admin'], account: id });
      return createClient({
        ...{ baseUrl: 'http://127.0.0.1:8787', apiKey: key },
        fetch: (url, init) => Promise.resolve(system.app.fetch(new Request(url, init))),
      });
    },
  };
}

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const at = (fake: FakeS3, key: string): string => `s3://clips/${key}?endpoint=${fake.endpoint}&region=eu-west-1`;

async function copyOf({ client }: House, task: Task): Promise<string> {
  const url = task.output?.[0]?.copy?.url.replace(/^http:\/\/[^/]+/, '') ?? '';
  return hashOf(new Uint8Array(await (await client.download(url)).arrayBuffer()));
}

const codesOf = (task: Task): readonly string[] => (task.adjustments ?? []).map(({ code }) => code);

describe('a clip that is to be published', () => {
  it('lies in the bucket under the name of its still, and its URL lasts', async () => {
    const types: unknown[] = [];
    const fake = await newBucket({
      trouble: ({ method, headers }) => {
        if (method === 'PUT') types.push(headers['content-type']);
        return undefined;
      },
    });
    const house = await openHouse(fake);
    const task = await house.until(await house.order({ publish_to: at(fake, 'shop/{date}/{name}.mp4') }));
    const date = new Date(task.created * 1000).toISOString().slice(0, 10);
    const key = `shop/${date}/My-seedling-1.mp4`;
    expect([...fake.objects.keys()]).toEqual([key]);
    expect(task).toMatchObject({
      status: 'success',
      output: [{ url: `${fake.endpoint}/clips/${key}`, type: 'video', expireAt: 4_102_444_800 }],
    });
    expect(hashOf(fake.objects.get(key)!.bytes)).toBe(await copyOf(house, task));
    expect(types).toEqual(['video/mp4']);
    expect(house.troubles).toEqual([]);
  });

  it('takes no name that something else has, and the one that the same clip has', async () => {
    const fake = await newBucket();
    const house = await openHouse(fake);
    const publish_to = at(fake, '{name}.mp4');
    const [first, again] = [await house.order({ publish_to }), await house.order({ publish_to })];
    const other = await house.order({
      publish_to,
      input: { ...((await house.client.get(first)).input as Readonly<Record<string, unknown>>), prompt: 'Pan left' },
    });
    const tasks = [await house.until(first), await house.until(again), await house.until(other)];
    expect(tasks.map(({ output }) => output?.[0]?.url.split('/clips/')[1])).toEqual([
      ...['My-seedling-1.mp4', 'My-seedling-1.mp4', `My-seedling-1-${other}.mp4`],
    ]);
    expect(fake.objects.size).toBe(2);
  });

  it('is there once, though one call in twenty fails', async () => {
    const random = createRandom(5).next;
    const fake = await newBucket({ trouble: troubleByChance(0.05, random) });
    const house = await openHouse(fake);
    const ids: string[] = [];
    for (let count = 0; count < 6; count += 1) ids.push(await house.order({ publish_to: at(fake, 'x/{task}.mp4') }));
    for (const id of ids) {
      const task = await house.until(id);
      expect(codesOf(task)).not.toContain('not_published');
      expect(hashOf(fake.objects.get(`x/${id}.mp4`)!.bytes)).toBe(await copyOf(house, task));
    }
    expect(fake.objects.size).toBe(6);
  });
});

describe('a bucket that refuses', () => {
  const refusing: S3Trouble = { kind: 'refuse', status: 403, code: 'AccessDenied' };

  it('keeps the task waiting until it takes the clip', async () => {
    let refused = 0;
    const fake = await newBucket({
      trouble: ({ method }) => {
        if (method !== 'PUT' || refused >= 1) return undefined;
        refused += 1;
        return refusing;
      },
    });
    const house = await openHouse(fake);
    const task = await house.until(await house.order({ publish_to: at(fake, 'late/{name}.mp4') }));
    expect(task.output?.[0]?.url).toBe(`${fake.endpoint}/clips/late/My-seedling-1.mp4`);
    expect(refused).toBe(1);
    expect(house.troubles).toMatchObject([{ message: expect.stringContaining('AccessDenied') as string }]);
  });

  it('costs the task its lasting URL in the end, and nothing else', async () => {
    const fake = await newBucket({ trouble: () => refusing });
    // It is tried for half of the time that the clip is kept here.
    const house = await openHouse(fake, { keepClipMs: 10_000 });
    const task = await house.until(await house.order({ publish_to: at(fake, 'never/{name}.mp4') }));
    expect(task).toMatchObject({ status: 'success', state: 'succeeded' });
    const told = task.adjustments?.find(({ code }) => code === 'not_published');
    expect(told).toMatchObject({ field: 'publish_to', asked: 's3://clips/never/My-seedling-1.mp4' });
    expect(told?.reason).toContain('403 AccessDenied');
    expect(fake.objects.size).toBe(0);
  });
});

describe('on Postgres', () => {
  it.skipIf('missing' in postgres)(
    `it is so, too${'missing' in postgres ? ` (skipped: ${postgres.missing})` : ''}`,
    async () => {
      if ('missing' in postgres) throw new Error(postgres.missing);
      let refused = 0;
      const fake = await newBucket({
        trouble: ({ method }) => {
          if (method !== 'PUT' || refused >= 1) return undefined;
          refused += 1;
          return { kind: 'refuse', status: 403, code: 'AccessDenied' };
        },
      });
      const house = await openHouse(fake, { databaseUrl: await postgres.createDatabase() });
      const shop = await house.accountOf('shop', at(fake, 'pg/{name}.mp4'));
      const task = await house.until(await house.order({}, shop), undefined, shop);
      expect(task.output?.[0]?.url).toBe(`${fake.endpoint}/clips/pg/My-seedling-1.mp4`);
      expect(refused).toBe(1);
    },
  );
});

describe('a process that dies between the bucket and the end', () => {
  it('is followed by one that finds what it has written', async () => {
    const fake = await newBucket();
    let died = 0;
    const house = await openHouse(fake, {
      onStatement: (text) => {
        if (!text.includes('SET published_url') || died > 1) return;
        died += 1;
        throw new Error('the process died here');
      },
    });
    const task = await house.until(await house.order({ publish_to: at(fake, 'once/{name}.mp4') }));
    expect(died).toBe(2);
    expect(task.output?.[0]?.url).toBe(`${fake.endpoint}/clips/once/My-seedling-1.mp4`);
    expect([...fake.objects.keys()]).toEqual(['once/My-seedling-1.mp4']);
    expect(fake.calls.filter((call) => call.startsWith('PUT'))).toHaveLength(1);
  });
});

describe('who may write where', () => {
  it('is settled by the account: its folder by itself, and nothing beside it', async () => {
    const fake = await newBucket();
    const house = await openHouse(fake);
    const shop = await house.accountOf('shop', at(fake, 'shop/{name}.mp4'));
    const plain = await house.order({}, shop);
    const named = await house.order({ publish_to: 's3://clips/shop/sale/{task}.mp4' }, shop);
    for (const publish_to of [
      at(fake, 'other/{name}.mp4'),
      at(fake, 'shopping/{name}.mp4'),
      's3://elsewhere/shop/{name}.mp4?region=eu-west-1',
      's3://clips/shop/{name}.mp4?endpoint=http://169.254.169.254&region=eu-west-1',
    ]) {
      await expect(house.order({ publish_to }, shop)).rejects.toMatchObject({
        status: 403,
        message: expect.stringContaining(`s3://clips/shop/ at ${fake.endpoint}`) as string,
      });
    }
    for (const publish_to of ['s3://clips/shop/../x.mp4', 's3://clips/shop//x.mp4', 's3://clips/shop/{user}.mp4']) {
      await expect(house.order({ publish_to }, shop)).rejects.toMatchObject({ status: 400 });
    }
    for (const id of [plain, named]) await house.until(id, undefined, shop);
    expect([...fake.objects.keys()].sort()).toEqual(['shop/My-seedling-1.mp4', `shop/sale/${named}.mp4`].sort());
  });

  it('is one account for each place, for all are written under one key', async () => {
    const fake = await newBucket();
    const house = await openHouse(fake);
    const shop = await house.accountOf('shop', at(fake, 'shop/{date}/{name}.mp4'));
    for (const taken of ['shop/{name}.mp4', 'shop/sale/{name}.mp4', '{name}.mp4', 'shop/{date}.mp4']) {
      await expect(house.accountOf('other', at(fake, taken))).rejects.toMatchObject({
        status: 400,
        message: expect.stringContaining('the account shop writes to') as string,
      });
    }
    // Another endpoint may lead to the same bucket.
    await expect(house.accountOf('other', 's3://clips/shop/{name}.mp4?region=eu-west-1')).rejects.toMatchObject({
      status: 400,
    });
    await house.accountOf('other', at(fake, 'shop2-{name}.mp4'));
    const set = (publishTo: string) => house.client.accounts.set('other', { publishTo });
    await expect(set(at(fake, 'shop/{name}.mp4'))).rejects.toMatchObject({ status: 400 });
    await set(at(fake, 'shop3-{name}.mp4'));
    expect(await house.client.accounts.list()).toMatchObject(
      [{}, { publishTo: at(fake, 'shop3-{name}.mp4') }].reverse(),
    );
    // Its own it may be set to again.
    await house.client.accounts.set('shop', { publishTo: at(fake, 'shop/{name}.mp4') });
    expect(shop).toBeDefined();
  });

  it('is what the setting begins with, though that is no whole folder', async () => {
    const fake = await newBucket();
    const house = await openHouse(fake);
    const shop = await house.accountOf('shop', at(fake, 'shop-{name}.mp4'));
    await expect(house.order({ publish_to: 's3://clips/{task}.mp4' }, shop)).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining('s3://clips/shop-') as string,
    });
    const id = await house.order({ publish_to: 's3://clips/shop-{task}.mp4' }, shop);
    await house.until(id, undefined, shop);
    expect([...fake.objects.keys()]).toEqual([`shop-${id}.mp4`]);
  });

  it('is nobody where nothing is set, or where the blobs of the server are', async () => {
    const fake = await newBucket();
    const house = await openHouse(fake, { blobs: fake.config('firstframe/') });
    const team = await house.accountOf('team', undefined);
    await expect(house.order({ publish_to: at(fake, '{name}.mp4') }, team)).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining('publishTo is not set') as string,
    });
    await expect(house.order({ publish_to: at(fake, 'firstframe/blobs/{name}.mp4') })).rejects.toMatchObject({
      status: 403,
      message: expect.stringContaining('own blobs') as string,
    });
  });

  it('is told where the server has no key of S3', async () => {
    const fake = await newBucket();
    const house = await openHouse(fake, { publishing: undefined } as unknown as Partial<SystemConfig>);
    await expect(house.order({ publish_to: at(fake, '{name}.mp4') })).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('AWS_ACCESS_KEY_ID') as string,
    });
    const shop = await house.accountOf('shop', at(fake, 'shop/{name}.mp4'));
    const task = await house.until(await house.order({}, shop), undefined, shop);
    expect(codesOf(task)).toContain('not_published');
  });
});

describe('firstframe render --to', () => {
  it('makes the clip here and in the bucket, and says where', async () => {
    const [fake, folder] = [await newBucket(), newFolder()];
    const { credentials, region } = fake.config();
    const environment = {
      ...{ FIRSTFRAME_DATA: path.join(folder, 'data'), AWS_REGION: region },
      ...{ AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey },
    };
    const args = ['render', STILL, '--prompt', 'Slow push in', '--duration', '1', '--resolution', '480p'];
    const to = ['--to', `s3://clips/shop/{name}.mp4?endpoint=${fake.endpoint}`];
    const made = await launchFirstframe([...args, ...to], folder, { environment }).ending;
    expect(made).toMatchObject({ code: 0 });
    expect(made.stderr).toContain(`published at ${fake.endpoint}/clips/shop/seedling.mp4`);
    const clip = readFileSync(path.join(folder, 'seedling.mp4'));
    expect(fake.objects.get('shop/seedling.mp4')?.bytes.equals(clip)).toBe(true);
    const refused = await launchFirstframe([...args, '--to', 's3://Clips'], folder, { environment }).ending;
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('--to') as string });
  });
});
