import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AppError } from '../../contract/errors.js';
import { checkOutput, checkOutputs, outputError } from './output.js';

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

describe('checkOutputs', () => {
  it('refuses to replace an input, by whatever way it is named', async () => {
    mkdirSync(at('folder'));
    writeFileSync(at('folder/self.mp4'), 'a still');
    symlinkSync(at('folder'), at('other-way'));
    symlinkSync(at('folder/self.mp4'), at('link.mp4'));
    for (const asked of [at('folder/self.mp4'), at('other-way/self.mp4'), at('link.mp4')]) {
      for (const input of [at('folder/self.mp4'), path.relative(process.cwd(), at('link.mp4'))]) {
        const checked = checkOutputs({ clip: asked }, [input], randomName);
        await expect(checked).rejects.toMatchObject({
          code: 'bad_output',
          message: `${asked}: this is the input ${input}, which would be replaced`,
          todo: 'Give the output another name.',
        });
      }
    }
  });

  it('takes an output beside the input, and a new one', async () => {
    for (const name of ['still.mp4', 'older.mp4']) writeFileSync(at(name), name);
    const outputs = { older: at('older.mp4'), other: at('new.mp4') };
    const places = await checkOutputs(outputs, [at('still.mp4')], randomName);
    expect(Object.keys(places)).toEqual(['older', 'other']);
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
