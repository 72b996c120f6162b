import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { checkOutput } from './output.js';
import { placeOutputs, type WrittenOutput } from './place-outputs.js';

let folder: string;
let counter = 0;
const at = (name: string): string => path.join(folder, name);
const randomName = (): string => `random${(counter += 1)}`;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'firstframe-test-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

/** A disk of 64 KiB, where this user may mount one; else undefined. */
function mountSmallDisk(): string | undefined {
  const disk = at('disk');
  mkdirSync(disk);
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64k', 'none', disk], { stdio: 'ignore' });
    return disk;
  } catch {
    return undefined;
  }
}

/** What a job wrote, and where it goes. */
async function written(text: string, asked: string): Promise<WrittenOutput> {
  const name = at(`written-${randomName()}`);
  writeFileSync(name, text);
  return { written: name, place: await checkOutput(asked, randomName) };
}

describe('placeOutputs', () => {
  it('places all or none: what was placed before a failure is taken back', async () => {
    mkdirSync(at('target'));
    writeFileSync(at('target/older.mp4'), 'older');
    const first = [await written('1', at('target/new.mp4')), await written('2', at('target/older.mp4'))];
    const last = await written('3', at('target/last.mp4'));
    // A folder that came into being while the job ran.
    mkdirSync(at('target/last.mp4/full'), { recursive: true });
    await expect(placeOutputs([...first, last], randomName)).rejects.toMatchObject({ code: 'bad_output' });
    expect(readdirSync(at('target')).sort()).toEqual(['last.mp4', 'older.mp4']);
    expect(readFileSync(at('target/older.mp4'), 'utf8')).toBe('older');
  });

  it('replaces several files, and keeps nothing of the older ones', async () => {
    mkdirSync(at('target'));
    const outputs = [];
    for (const name of ['one', 'two']) {
      writeFileSync(at(`target/${name}`), 'older');
      outputs.push(await written(name, at(`target/${name}`)));
    }
    await placeOutputs(outputs, randomName);
    expect(readdirSync(at('target')).sort()).toEqual(['one', 'two']);
    expect(readFileSync(at('target/one'), 'utf8')).toBe('one');
  });

  it.skipIf(process.platform === 'win32')('keeps the mode of the file it replaces', async () => {
    for (const mode of [0o600, 0o664]) {
      writeFileSync(at('clip.mp4'), 'older');
      chmodSync(at('clip.mp4'), mode);
      await placeOutputs([await written('new', at('clip.mp4'))], randomName);
      expect(statSync(at('clip.mp4')).mode & 0o777).toBe(mode);
      expect(readFileSync(at('clip.mp4'), 'utf8')).toBe('new');
    }
  });

  it('takes another mount of the same disk, across which no file can be renamed', async (test) => {
    for (const name of ['disk', 'mount']) mkdirSync(at(name));
    try {
      execFileSync('mount', ['--bind', at('disk'), at('mount')], { stdio: 'ignore' });
    } catch {
      return test.skip('this user may not mount a folder');
    }
    try {
      expect(statSync(at('mount')).dev).toBe(statSync(folder).dev);
      writeFileSync(at('disk/clip.mp4'), 'older', { mode: 0o600 });
      await placeOutputs([await written('new', at('mount/clip.mp4'))], randomName);
      expect(readdirSync(at('disk'))).toEqual(['clip.mp4']);
      expect(readFileSync(at('disk/clip.mp4'), 'utf8')).toBe('new');
      expect(statSync(at('disk/clip.mp4')).mode & 0o777).toBe(0o600);
    } finally {
      execFileSync('umount', [at('mount')]);
    }
  });

  it('on a full disk leaves nothing, and says where there is no room', async (test) => {
    const disk = mountSmallDisk();
    if (disk === undefined) test.skip('this user may not mount a disk');
    else {
      try {
        writeFileSync(at('clip'), Buffer.alloc(200_000));
        const place = await checkOutput(path.join(disk, 'clip.mp4'), randomName);
        const error: unknown = await placeOutputs([{ written: at('clip'), place }], randomName).catch(
          (e: unknown) => e,
        );
        expect(error).toMatchObject({ code: 'bad_output', message: `${disk}: no room left on the disk` });
        expect(readdirSync(disk)).toEqual([]);
      } finally {
        execFileSync('umount', [disk]);
      }
    }
  });

  it('on another disk leaves nothing but the output', async (test) => {
    if (!existsSync('/dev/shm')) test.skip('there is no second disk');
    const disk = mkdtempSync('/dev/shm/firstframe-test-');
    try {
      writeFileSync(at('clip'), 'moved');
      const place = await checkOutput(path.join(disk, 'clip.mp4'), randomName);
      await placeOutputs([{ written: at('clip'), place }], randomName);
      expect(readdirSync(disk)).toEqual(['clip.mp4']);
      expect(readFileSync(path.join(disk, 'clip.mp4'), 'utf8')).toBe('moved');
    } finally {
      rmSync(disk, { recursive: true });
    }
  });
});
