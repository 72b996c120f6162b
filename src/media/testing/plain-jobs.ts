/** Jobs that end well, for the tests of the pool. Not in the published package. */
import { readdir, readFile, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { JobContext } from '../job.js';

/** What a job can see of where it runs. */
export interface Surroundings {
  readonly pid: number;
  readonly environment: readonly string[];
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly folder: string;
  readonly folderMode: number;
  readonly entries: readonly string[];
  readonly stagedName: string | undefined;
}

/** Looks around. */
export async function lookAround(_input: undefined, context: JobContext): Promise<Surroundings> {
  const entries = await readdir(context.folder);
  return {
    pid: process.pid,
    environment: Object.keys(process.env),
    argv: [...process.execArgv, ...process.argv.slice(2)],
    cwd: process.cwd(),
    folder: context.folder,
    folderMode: (await stat(context.folder)).mode & 0o777,
    entries,
    stagedName: entries.length === 0 ? undefined : path.basename(context.file('still')),
  };
}

/** Writes the text of the input `still` and its own input to the output `clip`, and answers how many bytes these are. */
export async function join(input: string, context: JobContext): Promise<number> {
  context.step('join');
  const text = `${await readFile(context.file('still'), 'utf8')}${input}`;
  context.report(0.5);
  await writeFile(context.output('clip'), text);
  context.report(1);
  return Buffer.byteLength(text);
}

/** Writes an output of so many zero bytes. */
export async function writeZeros(input: { readonly sizeBytes: number }, context: JobContext): Promise<void> {
  await writeFile(context.output('clip'), Buffer.alloc(input.sizeBytes));
}

/** Ends without writing its output. */
export async function writeNothing(): Promise<void> {
  await Promise.resolve();
}

/** Answers what it was given, and who it is. */
export async function echo(input: unknown): Promise<{ readonly input: unknown; readonly pid: number }> {
  return await Promise.resolve({ input, pid: process.pid });
}

/** Answers what cannot be cloned. */
export async function answerFunction(): Promise<() => void> {
  return await Promise.resolve(() => undefined);
}

/** Reports what cannot be cloned. */
export async function reportFunction(_input: undefined, context: JobContext): Promise<void> {
  await Promise.resolve();
  context.report(() => undefined);
}
