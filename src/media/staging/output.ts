import { constants } from 'node:fs';
import { access, lstat, open, realpath, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../contract/errors.js';
import { errnoOf, isFull, noRoom } from './errno.js';

/** Where an output goes, found to be writable. */
export interface OutputPlace {
  /** As the caller named it. */
  readonly asked: string;
  /** Absolute, with a link at its end followed: the file behind the link is replaced, not the link. */
  readonly path: string;
}

/**
 * Checks every output of a job, by the job's names, as `checkOutput` does; no two may go to one place, and none to where
 * one of the job's `inputs` is: a still is never replaced by its own clip.
 */
export async function checkOutputs(
  outputs: Readonly<Record<string, string>>,
  inputs: readonly string[],
  randomName: () => string,
): Promise<Readonly<Record<string, OutputPlace>>> {
  const places: Record<string, OutputPlace> = {};
  for (const [name, asked] of Object.entries(outputs)) {
    const place = await checkOutput(asked, randomName);
    if (Object.values(places).some((other) => other.path === place.path)) {
      throw refusal(asked, 'two outputs would be written here', 'Give each output a place of its own.');
    }
    await refuseOwnInput(place, inputs);
    places[name] = place;
  }
  return places;
}

/**
 * Finds out, by writing and removing an empty file beside it, whether an output can be put where the caller wants it.
 * @throws AppError `bad_output` when its folder is missing or closed to us, when it is a folder, a device or write
 *   protected, or when the disk is full or read-only.
 */
export async function checkOutput(asked: string, randomName: () => string): Promise<OutputPlace> {
  try {
    const target = await followLink(asked);
    const folder = path.dirname(target);
    const facts = await stat(folder).catch((error: unknown) => {
      throw errnoOf(error) === 'ENOENT' ? missingFolder(asked, folder, error) : error;
    });
    if (!facts.isDirectory()) throw refusal(asked, `${folder} is not a folder`, 'Choose another place.');
    await refuseTarget(asked, target);
    const trial = temporaryBeside(target, randomName());
    await (await open(trial, 'wx')).close();
    await rm(trial);
    return { asked, path: target };
  } catch (error) {
    throw outputError(asked, error);
  }
}

/**
 * A name in the folder of an output, for a file on its way there; a file system takes it even where the output's own name
 * is as long as it may be (255 bytes).
 */
export function temporaryBeside(target: string, random: string): string {
  return path.join(path.dirname(target), `.${path.basename(target).slice(0, 40)}.${random}.tmp`);
}

/** The refusal for what the system said about an output; an AppError is passed on as it is. */
export function outputError(asked: string, error: unknown): AppError {
  if (error instanceof AppError) return error;
  if (isFull(error)) return noRoom(path.dirname(path.resolve(asked)), error);
  const refuse = (fact: string, todo: string): AppError => refusal(asked, fact, todo, error);
  const errno = errnoOf(error);
  switch (errno) {
    case 'EACCES':
    case 'EPERM':
      return refuse('no permission to write here', 'Choose a folder you may write to.');
    case 'EROFS':
      return refuse('the disk is read-only', 'Choose another place.');
    case 'EISDIR':
      return refuse('this is a folder', 'Name a file in it.');
    case 'ENOENT':
    case 'ENOTDIR':
      return missingFolder(asked, path.dirname(asked), error);
    case 'ENAMETOOLONG':
      return refuse('the name is too long', 'Choose a shorter one.');
    default:
      return refuse(`the file cannot be written (${errno ?? String(error)})`, 'Choose another place.');
  }
}

async function followLink(asked: string): Promise<string> {
  const target = path.resolve(asked);
  const link = await lstat(target).catch(() => undefined);
  if (link?.isSymbolicLink() !== true) return target;
  return await realpath(target).catch((error: unknown) => {
    throw refusal(asked, 'this is a link to nothing', 'Remove the link, or choose another name.', error);
  });
}

/** What already stands there: only a regular file that may be written is replaced (a rename asks for neither). */
async function refuseTarget(asked: string, target: string): Promise<void> {
  const facts = await stat(target).catch((error: unknown) => {
    if (errnoOf(error) === 'ENOENT') return undefined;
    throw error;
  });
  if (facts === undefined) return;
  if (facts.isDirectory()) throw refusal(asked, 'this is a folder', 'Name a file in it.');
  if (!facts.isFile()) throw refusal(asked, 'this is not a regular file', 'Choose another place.');
  await access(target, constants.W_OK);
}

/** The still itself, or a clip that is its own input: by whatever name or link it is called. */
async function refuseOwnInput(place: OutputPlace, inputs: readonly string[]): Promise<void> {
  const target = await realpath(place.path).catch(() => undefined);
  if (target === undefined) return;
  for (const input of inputs) {
    if ((await realpath(input).catch(() => undefined)) !== target) continue;
    throw refusal(place.asked, `this is the input ${input}, which would be replaced`, 'Give the output another name.');
  }
}

function missingFolder(asked: string, folder: string, cause: unknown): AppError {
  return refusal(asked, `the folder ${folder} does not exist`, 'Create it, or choose another place.', cause);
}

function refusal(asked: string, fact: string, todo: string, cause?: unknown): AppError {
  return new AppError('bad_output', `${asked}: ${fact}`, { todo, ...(cause === undefined ? {} : { cause }) });
}
