import { lstat, mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { MediaError } from '../../contract/errors.js';
import { scratchError } from './errno.js';
import { stageInput } from './input.js';
import type { OutputPlace } from './output.js';
import { placeOutputs } from './place-outputs.js';

/** One input of a job: the path the caller gave, and the random one the media process sees. */
export interface StagedInput {
  readonly asked: string;
  readonly staged: string;
}

/** A job's own folder with its inputs in it, and the way out for its outputs. */
export interface StagedJob {
  readonly folder: string;
  /** The folder for temporary files that this is on, as an operator knows it. */
  readonly root: string;
  readonly inputs: readonly StagedInput[];
  readonly outputs: readonly { readonly written: string; readonly place: OutputPlace }[];
  /** What the media process is told, by the job's names. */
  readonly files: Readonly<Record<string, string>>;
  readonly outputFiles: Readonly<Record<string, string>>;
  /** Puts the caller's paths in the place of staged ones in a text from the media process. */
  name(text: string): string;
  /** Copies the inputs in. @throws AppError as `stageInput` does. */
  stage(): Promise<void>;
  /** Moves what the job wrote to where it goes, all or nothing. @throws AppError `bad_output`, MediaError `internal`. */
  place(): Promise<void>;
  /** Removes the folder with all that is left in it. */
  remove(): Promise<void>;
}

/**
 * Lays out a job below the pool's folder. Nothing of a caller's name reaches the media process, its extension
 * neither: decoders choose by content or are told, and must not be led by a name.
 */
export function layOutJob(
  parent: string,
  files: Readonly<Record<string, string>>,
  places: Readonly<Record<string, OutputPlace>>,
  randomName: () => string,
): StagedJob {
  const folder = path.join(parent, randomName());
  const inputs: StagedInput[] = [];
  const outputs: { written: string; place: OutputPlace }[] = [];
  const stagedFiles: Record<string, string> = {};
  const outputFiles: Record<string, string> = {};
  for (const [name, asked] of Object.entries(files)) {
    const staged = path.join(folder, randomName());
    inputs.push({ asked, staged });
    stagedFiles[name] = staged;
  }
  for (const [name, place] of Object.entries(places)) {
    const written = path.join(folder, randomName());
    outputs.push({ written, place });
    outputFiles[name] = written;
  }
  const names = [
    ...inputs.map(({ staged, asked }) => [staged, asked] as const),
    ...outputs.map(({ written, place }) => [written, place.asked] as const),
  ];
  const root = path.dirname(parent);
  return {
    folder,
    root,
    inputs,
    outputs,
    files: stagedFiles,
    outputFiles,
    name(text) {
      let named = text;
      for (const [inside, asked] of names) {
        // Some libraries print a path, some the last part of it.
        named = named.replaceAll(inside, asked).replaceAll(path.basename(inside), asked);
      }
      return named.replaceAll(folder, "the job's folder");
    },
    async stage() {
      await mkdir(folder, { mode: 0o700 }).catch((error: unknown) => {
        throw scratchError(root, error);
      });
      for (const { asked, staged } of inputs) await stageInput(asked, staged, root);
    },
    async place() {
      for (const { written, place } of outputs) {
        // A link could point at any file of this user: a job has no reason to leave one.
        const facts = await lstat(written).catch(() => undefined);
        if (facts?.isFile() === true) continue;
        throw new MediaError(`${place.asked}: the job ended without writing it`, {
          reason: 'internal',
          step: 'place',
          file: place.asked,
          todo: 'This is a fault of Firstframe; please report it.',
        });
      }
      await placeOutputs(outputs, randomName);
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}
