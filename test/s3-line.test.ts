import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { Task } from '../src/contract/task.js';
import type { SystemConfig } from '../src/system.js';
import { createRandom } from './chaos/random.js';
import { type Installation, openInstallation } from './open-installation.js';
import { sharedPostgres } from './postgres.js';
import { launchFirstframe } from './run-firstframe.js';
import { type FakeS3, troubleByChance } from './s3/fake-s3.js';
import { useS3Ground } from './s3/s3-ground.js';

const STILL = path.resolve('examples/seedling.jpg');

const postgres = await sharedPostgres();

const { newBucket, newFolder, mediaPool, closeLater } = useS3Ground();

async function openHouse(dataFolder: string, fake: FakeS3, change: Partial<SystemConfig> = {}): Promise<Installation> {
  const config: SystemConfig = {
    ...{ dataFolder, blobs: fake.config(), version: '0.0.0-test', baseUrl: 'http://127.0.0.1:8787' },
    ...{ secretKey: randomBytes(32), allowAddresses: [], mediaProcesses: 1 },
    mediaPool,
    ...change,
  };
  const house = await openInstallation(config);
  closeLater(house.stop);
  return house;
}

async function order({ client }: Installation): Promise<string> {
  const { id } = await client.upload(readFileSync(STILL), { type: 'image/jpeg' });
  const input = { prompt: 'Slow push in', first_frame_url: id, duration: 1, resolution: '480p', generate_audio: false };
  return (await client.create({ model: 'local/motion', input })).taskId;
}

async function download({ client }: Installation, task: Task): Promise<Buffer> {
  const url = task.output?.[0]?.url.replace(/^http:\/\/[^/]+/, '') ?? '';
  return Buffer.from(await (await client.download(url)).arrayBuffer());
}

const hashOf = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

/** The names in a bucket without a prefix and the copies' letters. */
const blobsIn = (fake: FakeS3): string[] =>
  [...fake.objects.keys()].filter((name) => name.includes('/blobs/')).map((name) => name.slice(-73, -9));

it('renders a task whose still and clip are in a bucket, and hands the clip out from there', async () => {
  const [fake, dataFolder] = [await newBucket({ style: 'path', sessionToken: 'token' }), newFolder()];
  const house = await openHouse(dataFolder, fake);
  const task = await house.until(await order(house));
  expect(task).toMatchObject({ status: 'success' });
  const clip = await download(house, task);
  expect(clip.subarray(4, 8).toString()).toBe('ftyp');
  expect(blobsIn(fake)).toContain(hashOf(clip));
  expect(blobsIn(fake)).toContain(hashOf(readFileSync(STILL)));
  expect(house.troubles).toEqual([]);
  const left = readdirSync(dataFolder);
  expect(left).not.toContain('blobs');
  if (left.includes('lent')) expect(readdirSync(path.join(dataFolder, 'lent'))).toEqual([]);
});

it('does not let it be seen that one call in twenty fails', async () => {
  const random = createRandom(6).next;
  let failed = 0;
  const byChance = troubleByChance(0.05, random);
  const fake = await newBucket({
    trouble: (call) => {
      const trouble = byChance(call);
      if (trouble !== undefined) failed += 1;
      return trouble;
    },
  });
  const house = await openHouse(newFolder(), fake);
  const ids = [await order(house), await order(house), await order(house)];
  for (const id of ids) {
    const task = await house.until(id);
    expect(task).toMatchObject({ status: 'success' });
    for (let times = 0; times < 10; times += 1) expect(blobsIn(fake)).toContain(hashOf(await download(house, task)));
  }
  expect(failed).toBeGreaterThan(0);
  expect(house.troubles).toEqual([]);
});

it('goes on with the same bucket, and with no other', async () => {
  const [fake, other, dataFolder] = [await newBucket(), await newBucket(), newFolder()];
  const first = await openHouse(dataFolder, fake);
  const task = await first.until(await order(first));
  await first.stop();
  await expect(openHouse(dataFolder, other)).rejects.toMatchObject({
    code: 'bad_usage',
    todo: expect.stringContaining('FIRSTFRAME_BLOBS') as string,
  });
  const again = await openHouse(dataFolder, fake);
  expect(blobsIn(fake)).toContain(hashOf(await download(again, await again.client.get(task.taskId))));
});

it.skipIf('missing' in postgres)(
  `hands a clip out by another server over one Postgres and one bucket${'missing' in postgres ? ` (skipped: ${postgres.missing})` : ''}`,
  async () => {
    if ('missing' in postgres) throw new Error(postgres.missing);
    const [fake, databaseUrl, secretKey] = [await newBucket(), await postgres.createDatabase(), randomBytes(32)];
    const one = await openHouse(newFolder(), fake, { databaseUrl, secretKey });
    const task = await one.until(await order(one));
    const other = await openHouse(newFolder(), fake, { databaseUrl, secretKey });
    expect(blobsIn(fake)).toContain(hashOf(await download(other, task)));
    await expect(openHouse(newFolder(), await newBucket(), { databaseUrl })).rejects.toMatchObject({
      code: 'bad_usage',
    });
    expect([...one.troubles, ...other.troubles]).toEqual([]);
  },
);

it('is opened by the command line from its variables, and refused without a word of the secret', async () => {
  const [fake, folder] = [await newBucket(), newFolder()];
  const { credentials, region } = fake.config();
  const blobs = `s3://clips/firstframe?endpoint=${fake.endpoint}&style=path`;
  const run = (environment: Readonly<Record<string, string>>) =>
    launchFirstframe(['tasks', 'list', '--json'], folder, {
      environment: {
        ...{ FIRSTFRAME_DATA: path.join(folder, 'data'), FIRSTFRAME_BLOBS: blobs, AWS_REGION: region },
        ...{ AWS_ACCESS_KEY_ID: credentials.accessKeyId, AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey },
        ...environment,
      },
    }).ending;
  expect(await run({})).toMatchObject({ code: 0 });
  expect([...fake.objects.keys()]).toContain('firstframe/store-id');
  const refused = await run({ AWS_SECRET_ACCESS_KEY: 'quite-another-one' });
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain('AWS_SECRET_ACCESS_KEY');
  expect(`${refused.stderr}${refused.stdout}`).not.toContain('quite-another-one');
});
