import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppError } from '../../contract/errors.js';
import { checkOutput, outputError, placeOutputs } from './output.js';

let folder: string;
let counter = 0;
const at = (name: string): string => path.join(folder, name);
const randomName = (): string => `random${(counter += 1)}`;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'firstframe-test-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

async function refusalOf(asked: string): Promise<string> {
  const error = (await checkOutput(asked, randomName).catch((thrown: unknown) => thrown)) as AppError;
  expect(error).toMatchObject({ name: 'AppError', code: 'bad_output' });
  expect(error.todo).toMatch(/^[A-Z].*\.$/);
  return error.message.replace(asked, 'FILE');
}

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

describe('checkOutput', () => {
  it('takes a new file and an old one, and leaves both as they were', async () => {
    writeFileSync(at('old.mp4'), 'old');
    expect(await checkOutput(at('new.mp4'), randomName)).toEqual({ asked: at('new.mp4'), path: at('new.mp4') });
    await checkOutput(at('old.mp4'), randomName);
    expect(readdirSync(folder)).toEqual(['old.mp4']);
    expect(readFileSync(at('old.mp4'), 'utf8')).toBe('old');
  });

  it('takes a name as long as names may be', async () => {
    await expect(checkOutput(at(`${'é'.repeat(125)}.mp4`), randomName)).resolves.toBeDefined();
    expect(await refusalOf(at('x'.repeat(300)))).toBe('FILE: the name is too long');
  });

  it('refuses a missing folder by name, and a file in its place', async () => {
    writeFileSync(at('file'), '');
    expect(await refusalOf(at('no/such/clip.mp4'))).toBe(`FILE: the folder ${at('no/such')} does not exist`);
    expect(await refusalOf(at('file/clip.mp4'))).toBe(`FILE: ${at('file')} is not a folder`);
  });

  it('refuses a folder, and a link to nothing', async () => {
    mkdirSync(at('folder'));
    symlinkSync(at('nothing'), at('link'));
    expect(await refusalOf(at('folder'))).toBe('FILE: this is a folder');
    expect(await refusalOf(at('link'))).toBe('FILE: this is a link to nothing');
  });

  it.skipIf(process.platform === 'win32')('refuses a device, which a rename would replace', async () => {
    expect(await refusalOf('/dev/null')).toBe('FILE: this is not a regular file');
  });

  it.skipIf(process.platform !== 'linux')('refuses a folder that takes no files, from root neither', async () => {
    expect(await refusalOf('/sys/clip.mp4')).toBe('FILE: no permission to write here');
  });
});

describe('outputError', () => {
  it.each([
    ['EACCES', 'a/b.mp4: no permission to write here'],
    ['EROFS', 'a/b.mp4: the disk is read-only'],
    ['ENOENT', 'a/b.mp4: the folder a does not exist'],
    ['ENOSPC', `${path.resolve('a')}: no room left on the disk`],
    ['EDQUOT', `${path.resolve('a')}: no room left on the disk`],
    ['EIO', 'a/b.mp4: the file cannot be written (EIO)'],
  ])('puts %s into words', (code, message) => {
    const cause = Object.assign(new Error(code), { code });
    expect(outputError('a/b.mp4', cause)).toMatchObject({ code: 'bad_output', message, cause });
  });
});

describe('placeOutputs', () => {
  it('places all or none: what was placed before a failure is taken back', async () => {
    writeFileSync(at('one'), '1');
    writeFileSync(at('two'), '2');
    mkdirSync(at('target'));
    const first = { written: at('one'), place: await checkOutput(at('target/one.mp4'), randomName) };
    // A folder that came into being while the job ran.
    mkdirSync(at('target/two.mp4/full'), { recursive: true });
    const second = { written: at('two'), place: { asked: at('target/two.mp4'), path: at('target/two.mp4') } };
    await expect(placeOutputs([first, second], randomName)).rejects.toMatchObject({ code: 'bad_output' });
    expect(readdirSync(at('target'))).toEqual(['two.mp4']);
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
