import { closeSync, fstatSync, lstatSync, openSync, rmSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../contract/errors.js';

/** Where a clip goes. */
export interface OutputName {
  /** Absolute. */
  readonly path: string;
  /**
   * To be called when the render has ended, well or badly: where no clip came, a name that was held free for it is free
   * again. Called for by itself when this process exits before that.
   */
  release(): void;
}

/**
 * Names the clip: as `asked`, and a file of that name is replaced when the clip is whole. Without a name it is called after
 * its still, in `cwd`, replaces nothing, and gets a number (`photo-2.mp4`) where that name is taken. Such a name is held by
 * an empty file, so that of two renders at once neither can take the other's; a process that is killed outright
 * (SIGKILL) leaves it. Whether the place can be written is found out, with everything else about it, by the one who
 * writes there.
 * @throws AppError `bad_output` for a name that is no MP4's, or when no file can be made in `cwd`
 */
export function nameOutput(stillPath: string, asked: string | undefined, cwd: string): OutputName {
  if (asked === undefined) return holdFreeName(path.join(cwd, stemFor(stillPath)));
  if (path.extname(asked).toLowerCase() !== '.mp4') {
    throw badOutput(`"${asked}" is not the name of an MP4`, 'Give --output a name that ends in .mp4.');
  }
  return { path: path.resolve(cwd, asked), release: () => undefined };
}

/** A name may have 255 bytes on most disks: this leaves room for a number and the extension. */
const STEM_BYTES_MAX = 240;

/** The still's own name without its extension; cut where a still with that name could not be, and is yet to be refused. */
function stemFor(stillPath: string): string {
  const letters = Array.from(path.parse(stillPath).name).slice(0, STEM_BYTES_MAX);
  while (Buffer.byteLength(letters.join('')) > STEM_BYTES_MAX) letters.pop();
  return letters.length === 0 ? 'clip' : letters.join('');
}

function holdFreeName(stem: string): OutputName {
  for (let number = 1; ; number += 1) {
    const held = holdName(number === 1 ? `${stem}.mp4` : `${stem}-${number}.mp4`);
    if (held !== undefined) return held;
  }
}

/** Makes an empty file; undefined where there is one already, or anything else. */
function holdName(name: string): OutputName | undefined {
  let inode: bigint;
  try {
    const file = openSync(name, 'wx');
    inode = fstatSync(file, { bigint: true }).ino;
    closeSync(file);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    if (code === 'EEXIST') return undefined;
    const todo = 'Go to a folder that you may write to, or name the clip with --output.';
    throw badOutput(`no file can be made in "${path.dirname(name)}" (${code})`, todo, cause);
  }
  function release(): void {
    process.removeListener('exit', release);
    // A clip that took the place is another file; and what anyone has written into this one is not ours.
    const there = lstatSync(name, { bigint: true, throwIfNoEntry: false });
    if (there?.ino === inode && there.size === 0n) rmSync(name, { force: true });
  }
  process.once('exit', release);
  return { path: name, release };
}

function badOutput(message: string, todo: string, cause?: unknown): AppError {
  return new AppError('bad_output', message, { field: '--output', todo, cause });
}
