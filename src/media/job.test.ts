import { expect, it } from 'vitest';
import { builtUrl, mediaJob } from './job.js';

const source = new URL('../', import.meta.url).href;
const built = new URL('../../dist/', import.meta.url).href;

it('names the built JavaScript of a job, from a source file anywhere in the package', () => {
  const job = mediaJob<(input: number) => Promise<string>>(import.meta.url, './video/probe-clip.js', 'probeClip');
  expect(job).toEqual({ module: `${built}media/video/probe-clip.js`, export: 'probeClip' });
  const fromTests = new URL('../../test/a.test.ts', import.meta.url).href;
  expect(mediaJob(fromTests, '../src/media/image/a.js', 'a').module).toBe(`${built}media/image/a.js`);
});

it('maps only the sources of this package', () => {
  expect(builtUrl(new URL(`${source}media/process/entry.ts`)).href).toBe(`${built}media/process/entry.js`);
  for (const url of ['file:///home/me/src/app/node_modules/firstframe/dist/media/a.js', `${built}media/a.js`]) {
    expect(builtUrl(new URL(url)).href).toBe(url);
  }
});
