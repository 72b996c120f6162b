import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { checkOutputs, type OutputPlace, outputError, temporaryBeside } from '../media/staging/output.js';
import { placeOutputs } from '../media/staging/place-outputs.js';

/** Where a clip goes, found to be writable. */
export type ClipPlace = OutputPlace;

/**
 * Finds out whether a clip can be put somewhere, before anything is made: writes and removes an empty file beside it. It may be none
 * of `stills`: a still is never replaced by its own clip.
 * @throws AppError `bad_output`, saying what is in the way.
 */
export async function checkClipPlace(asked: string, stills: readonly string[]): Promise<ClipPlace> {
  const { clip } = await checkOutputs({ clip: asked }, stills, randomName);
  if (clip === undefined) throw new TypeError('an output was asked for and not looked at');
  return clip;
}

/**
 * Puts a clip in its place: it appears there whole and on the disk, or not at all; until then it grows under another name beside it,
 * which goes when this process exits half way.
 * @throws AppError `bad_output`; and what reading `bytes` throws
 */
export async function saveClip(place: ClipPlace, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const written = temporaryBeside(place.path, randomName());
  const leave = (): void => rmSync(written, { force: true });
  process.once('exit', leave);
  try {
    await write(written, place, bytes);
    await placeOutputs([{ written, place }], randomName);
  } finally {
    process.removeListener('exit', leave);
    await rm(written, { force: true });
  }
}

async function write(written: string, place: ClipPlace, bytes: AsyncIterable<Uint8Array>): Promise<void> {
  const file = await open(written, 'wx').catch((error: unknown) => {
    throw outputError(place.asked, error);
  });
  try {
    for await (const chunk of bytes) {
      // By the disk's fault, not the network's.
      await file.writeFile(chunk).catch((error: unknown) => {
        throw outputError(place.asked, error);
      });
    }
  } finally {
    await file.close();
  }
}

function randomName(): string {
  return randomBytes(8).toString('hex');
}
