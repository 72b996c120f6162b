import { accessSync, constants, statSync, type Stats } from 'node:fs';
import path from 'node:path';
import { AppError } from '../contract/errors.js';

/**
 * Where a clip goes, as an absolute path; checked before anything is rendered, so that minutes are not spent on a place
 * that cannot be written. An `asked` file that exists is replaced, by the one who renders, when the clip is whole. Without
 * one the clip is named after its still in `cwd`, and given a number (`photo-2.mp4`) where that name is taken.
 * @throws AppError `bad_output`
 */
export function chooseOutputPath(stillPath: string, asked: string | undefined, cwd: string): string {
  const output = asked === undefined ? freeName(cwd, path.parse(stillPath).name) : path.resolve(cwd, asked);
  if (path.extname(output).toLowerCase() !== '.mp4') {
    throw badOutput(`"${asked}" is not the name of an MP4`, 'Give --output a name that ends in .mp4.');
  }
  const there = statOf(output);
  if (there !== undefined && !there.isFile()) {
    throw badOutput(`"${asked}" exists and is not a file`, 'Give --output another name.');
  }
  checkFolder(path.dirname(output));
  return output;
}

function freeName(cwd: string, stillName: string): string {
  const stem = path.join(cwd, stillName === '' ? 'clip' : stillName);
  let name = `${stem}.mp4`;
  for (let number = 2; statOf(name) !== undefined; number += 1) name = `${stem}-${number}.mp4`;
  return name;
}

function checkFolder(folder: string): void {
  const there = statOf(folder);
  if (there === undefined) throw badOutput(`folder "${folder}" does not exist`, 'Create it, or give --output another.');
  if (!there.isDirectory()) throw badOutput(`"${folder}" is not a folder`, 'Give --output a name in another folder.');
  try {
    accessSync(folder, constants.W_OK | constants.X_OK);
  } catch (cause) {
    throw badOutput(`folder "${folder}" cannot be written`, 'Change its permissions, or give --output another.', cause);
  }
}

/** What is at a path; `undefined` for nothing, and for a path that leads through a file. */
function statOf(file: string): Stats | undefined {
  try {
    return statSync(file);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && (cause.code === 'ENOENT' || cause.code === 'ENOTDIR'))
      return undefined;
    throw badOutput(`"${file}" cannot be reached`, 'Give --output a name in a folder of yours.', cause);
  }
}

function badOutput(message: string, todo: string, cause?: unknown): AppError {
  return new AppError('bad_output', message, { field: '--output', todo, cause });
}
