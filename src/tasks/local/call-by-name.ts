import { AppError, MediaError } from '../../contract/errors.js';
import type { StillFile } from '../task-model.js';

/**
 * Runs `work` on files of ours for somebody who knows them by other names: in what it throws, each path is the name. The paths are
 * content hashes, so nothing else in a text looks like one.
 */
export async function callByName<Result>(files: readonly StillFile[], work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof AppError ? renamed(error, files) : error;
  }
}

function renamed(error: AppError, files: readonly StillFile[]): AppError {
  const rename = (text: string): string => files.reduce((named, { path, name }) => named.replaceAll(path, name), text);
  const { todo, field, cause } = error;
  const facts = {
    cause,
    ...(todo === undefined ? {} : { todo: rename(todo) }),
    ...(field === undefined ? {} : { field }),
  };
  if (!(error instanceof MediaError)) return new AppError(error.code, rename(error.message), facts);
  const { reason, step, file } = error;
  return new MediaError(rename(error.message), {
    reason,
    step,
    ...(file === undefined ? {} : { file: rename(file) }),
    ...facts,
  });
}
