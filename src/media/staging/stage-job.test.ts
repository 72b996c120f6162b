import { mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { MediaError } from '../../contract/errors.js';
import { checkOutput } from './output.js';
import { layOutJob, type StagedJob } from './stage-job.js';

let folder: string;
let counter = 0;
const at = (name: string): string => path.join(folder, name);
const randomName = (): string => `random${(counter += 1)}`;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'firstframe-test-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** A job with one output, laid out; `clip` is where it is to write that. */
async function stagedJob(): Promise<{ readonly job: StagedJob; readonly clip: string }> {
  const job = layOutJob(folder, {}, { clip: await checkOutput(at('clip.mp4'), randomName) }, randomName);
  await job.stage();
  return { job, clip: job.outputFiles['clip']! };
}

describe('a staged job', () => {
  it('places the file that was written', async () => {
    const { job, clip } = await stagedJob();
    writeFileSync(clip, 'a clip');
    await job.place();
    await job.remove();
    expect(readdirSync(folder)).toEqual(['clip.mp4']);
    expect(readFileSync(at('clip.mp4'), 'utf8')).toBe('a clip');
  });

  it('places no link: it could point at any file of this user', async () => {
    const { job, clip } = await stagedJob();
    writeFileSync(at('private'), 'a key');
    symlinkSync(at('private'), clip);
    const error: unknown = await job.place().catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(MediaError);
    expect(error).toMatchObject({ reason: 'internal', step: 'place', file: at('clip.mp4') });
    await job.remove();
    expect(readdirSync(folder)).toEqual(['private']);
  });
});
