import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { AppError } from '../../contract/errors.js';
import { checkInput, inputError, MAX_INPUT_BYTES, stageInput } from './input.js';

let folder: string;
const at = (name: string): string => path.join(folder, name);

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'firstframe-test-'));
  writeFileSync(at('still.jpg'), 'x');
});

afterAll(() => rmSync(folder, { recursive: true }));

/** What is refused, and why; every refusal says what to do. */
async function refusalOf(name: string): Promise<string> {
  const error = (await checkInput(at(name)).catch((thrown: unknown) => thrown)) as AppError;
  expect(error).toMatchObject({ name: 'AppError', code: 'bad_input' });
  expect(error.todo).toMatch(/^[A-Z].*\.$/);
  return error.message.replace(at(name), 'FILE');
}

/** An error as the system gives it, which as root cannot be had for real. */
function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: no`), { code });
}

describe('checkInput', () => {
  it('takes a file, and a link to one', async () => {
    symlinkSync(at('still.jpg'), at('link.jpg'));
    await expect(checkInput(at('still.jpg'))).resolves.toBeUndefined();
    await expect(checkInput(at('link.jpg'))).resolves.toBeUndefined();
  });

  it('refuses what is not there, in a folder that is none, or a link to nothing', async () => {
    symlinkSync(at('nothing'), at('broken'));
    expect(await refusalOf('nothing')).toBe('FILE: there is no such file');
    expect(await refusalOf('still.jpg/still.jpg')).toBe('FILE: there is no such file');
    expect(await refusalOf('broken')).toBe('FILE: there is no such file');
  });

  it('refuses a folder, an empty file, and a link in a circle', async () => {
    writeFileSync(at('empty'), '');
    symlinkSync(at('circle'), at('circle'));
    expect(await refusalOf('.')).toBe('FILE: this is a folder');
    expect(await refusalOf('empty')).toBe('FILE: the file is empty (0 bytes)');
    expect(await refusalOf('circle')).toBe('FILE: the link leads back to itself');
  });

  it.skipIf(process.platform === 'win32')('refuses a pipe and a device without opening them', async () => {
    execFileSync('mkfifo', [at('pipe')]);
    symlinkSync('/dev/zero', at('device'));
    expect(await refusalOf('pipe')).toBe('FILE: this is not a regular file');
    expect(await refusalOf('device')).toBe('FILE: this is not a regular file');
  });

  it('refuses a file over 2 GiB by its size alone', async () => {
    writeFileSync(at('large'), '');
    truncateSync(at('large'), MAX_INPUT_BYTES + 1);
    expect(await refusalOf('large')).toBe('FILE: the file has 2.0 GiB, the limit is 2 GiB');
  });

  it.skipIf(process.getuid?.() === 0)('refuses a file that may not be read (root may read all)', async () => {
    writeFileSync(at('closed'), 'x');
    chmodSync(at('closed'), 0);
    expect(await refusalOf('closed')).toBe('FILE: no permission to read the file');
  });
});

describe('inputError', () => {
  it.each([
    ['EACCES', 'no permission to read the file'],
    ['EPERM', 'no permission to read the file'],
    ['ENAMETOOLONG', 'the path is too long'],
    ['EIO', 'the file cannot be read (EIO)'],
  ])('puts %s into words', (code, fact) => {
    const cause = systemError(code);
    expect(inputError('a.jpg', cause)).toMatchObject({ code: 'bad_input', message: `a.jpg: ${fact}`, cause });
  });
});

describe('stageInput', () => {
  it('says that a file went away after it was checked', async () => {
    const staged = stageInput(at('gone'), at('staged'), folder);
    await expect(staged).rejects.toMatchObject({ code: 'bad_input', message: `${at('gone')}: there is no such file` });
  });
});
