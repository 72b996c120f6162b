import { constants } from 'node:fs';
import { copyFile, open, stat } from 'node:fs/promises';
import { AppError } from '../../contract/errors.js';
import { errnoOf, isFull, noRoom } from './errno.js';

/** The largest input, in bytes: 2 GiB. A longer file is not a still, nor a clip of 15 s; copying it would fill the disk. */
export const MAX_INPUT_BYTES = 2 * 1024 ** 3;

/**
 * Looks at an input before any media process is asked: an existing, readable, regular file of 1 byte to
 * {@link MAX_INPUT_BYTES}.
 * @throws AppError `bad_input` otherwise, with what to do.
 */
export async function checkInput(asked: string): Promise<void> {
  try {
    const { size } = await statRegular(asked);
    if (size === 0) throw refusal(asked, 'the file is empty (0 bytes)', 'Copy or download it again.');
    if (size > MAX_INPUT_BYTES) {
      const gib = (size / 1024 ** 3).toFixed(1);
      throw refusal(asked, `the file has ${gib} GiB, the limit is 2 GiB`, 'Use a smaller file.');
    }
    // The mode says little (root, access lists, network drives); opening it says all.
    await (await open(asked, 'r')).close();
  } catch (error) {
    throw inputError(asked, error);
  }
}

/** Copies a checked input to its place in a job's folder; where the file system can, the copy shares its blocks. */
export async function stageInput(asked: string, staged: string, root: string): Promise<void> {
  try {
    await copyFile(asked, staged, constants.COPYFILE_FICLONE | constants.COPYFILE_EXCL);
  } catch (error) {
    if (isFull(error)) throw noRoom(root, error);
    throw inputError(asked, error);
  }
}

/** The refusal for what the system said about an input; an AppError is passed on as it is. */
export function inputError(asked: string, error: unknown): AppError {
  if (error instanceof AppError) return error;
  const refuse = (fact: string, todo: string): AppError => refusal(asked, fact, todo, error);
  const errno = errnoOf(error);
  switch (errno) {
    case 'ENOENT':
    case 'ENOTDIR':
      return refuse('there is no such file', 'Check the path; a relative one starts at the current folder.');
    case 'EACCES':
    case 'EPERM':
      return refuse('no permission to read the file', 'Give your user the right to read it.');
    case 'EISDIR':
      return refuse('this is a folder', 'Name a file in it.');
    case 'ELOOP':
      return refuse('the link leads back to itself', 'Name the file itself.');
    case 'ENAMETOOLONG':
      return refuse('the path is too long', 'Move the file to a shorter path.');
    default:
      return refuse(`the file cannot be read (${errno ?? String(error)})`, 'Check the disk it is on.');
  }
}

/** A FIFO or a device would never end, or do something when read: refused before it is opened. */
async function statRegular(asked: string): Promise<{ readonly size: number }> {
  const facts = await stat(asked);
  if (facts.isDirectory()) throw refusal(asked, 'this is a folder', 'Name a file in it.');
  if (!facts.isFile()) {
    throw refusal(asked, 'this is not a regular file', 'Save what it gives to a file, and name that.');
  }
  return facts;
}

function refusal(asked: string, fact: string, todo: string, cause?: unknown): AppError {
  return new AppError('bad_input', `${asked}: ${fact}`, { todo, ...(cause === undefined ? {} : { cause }) });
}
