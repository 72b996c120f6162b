import { constants } from 'node:fs';
import { chmod, copyFile, link, lstat, open, rename, rm, stat } from 'node:fs/promises';
import { errnoOf } from './errno.js';
import { outputError, temporaryBeside, type OutputPlace } from './output.js';

/** An output as a job wrote it, and where it goes. */
export interface WrittenOutput {
  readonly written: string;
  readonly place: OutputPlace;
}

/**
 * Moves every output of a job into place: each appears whole, and on the disk, or not at all; it takes over the mode of
 * the file it replaces (not its owner). When one cannot be placed none is, and what the others had replaced is put back.
 * @throws AppError `bad_output`
 */
export async function placeOutputs(outputs: readonly WrittenOutput[], randomName: () => string): Promise<void> {
  const undo: (() => Promise<void>)[] = [];
  let asked = '';
  try {
    // All are brought beside their places first: what fails for want of room fails before an older file is touched.
    const moves: { readonly beside: string; readonly place: OutputPlace }[] = [];
    for (const { written, place } of outputs) {
      asked = place.asked;
      const beside = temporaryBeside(place.path, randomName());
      undo.push(() => rm(beside, { force: true }));
      await bringBeside(written, beside, place.path);
      moves.push({ beside, place });
    }
    const kept: string[] = [];
    for (const { beside, place } of moves) {
      asked = place.asked;
      // With one output nothing can fail after its rename, and the file it replaces need not be kept until then.
      const older =
        moves.length > 1 ? await keepOlder(place.path, temporaryBeside(place.path, randomName())) : undefined;
      if (older !== undefined) {
        kept.push(older);
        undo.push(() => rm(older, { force: true }));
      }
      await rename(beside, place.path);
      undo.push(() => (older === undefined ? rm(place.path, { force: true }) : rename(older, place.path)));
    }
    for (const older of kept) await rm(older, { force: true }).catch(() => undefined);
  } catch (error) {
    for (const step of undo.reverse()) await step().catch(() => undefined);
    throw outputError(asked, error);
  }
}

/** Moves a file to another name beside its place: durable, and with the mode of what stands in that place. */
async function bringBeside(written: string, beside: string, target: string): Promise<void> {
  const mode = (await stat(target).catch(() => undefined))?.mode;
  // Whoever may not read the older file may not read the new one either, not even while it is being copied.
  if (mode !== undefined) await chmod(written, 0o600);
  // 5 to 27 ms of a render of seconds. Without it a power cut after the rename can leave an empty file where the older
  // clip was. Before the move, not after: until then a parent that must end at once removes the file with its folder.
  await syncFile(written);
  try {
    await rename(written, beside);
  } catch (error) {
    // Another disk, or another mount of the same one: st_dev does not tell the latter, only the rename does.
    if (errnoOf(error) !== 'EXDEV') throw error;
    await copyFile(written, beside, constants.COPYFILE_EXCL);
    await syncFile(beside);
  }
  // Where modes cannot be set (FAT, some network drives), they protected nothing before.
  if (mode !== undefined) await chmod(beside, mode & 0o777).catch(() => undefined);
}

async function syncFile(name: string): Promise<void> {
  const file = await open(name, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Gives the file at `target` a second name; undefined when there is none (and for a folder: the rename says so). */
async function keepOlder(target: string, second: string): Promise<string | undefined> {
  if ((await lstat(target).catch(() => undefined))?.isFile() !== true) return undefined;
  // Not every file system has hard links.
  await link(target, second).catch(() => copyFile(target, second, constants.COPYFILE_EXCL));
  return second;
}
