import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import path from 'node:path';
import { AppError } from '../../contract/errors.js';

/** Characters of a secret key: 32 of them are 128 bits even where they are hex digits. */
const SECRET_MIN = 32;

/** From which everything that this installation signs and seals is derived. */
export interface SecretKeySource {
  readonly dataFolder: string;
  /** FIRSTFRAME_SECRET_KEY */
  readonly given: string | undefined;
  /** Whether other machines have to have the same one. */
  readonly isShared: boolean;
}

/** The file that a data folder keeps its secret key in, where none is given. */
export function secretKeyFileOf(dataFolder: string): string {
  return path.join(dataFolder, 'secret.key');
}

/**
 * The secret key: as given, or kept in a file of the data folder (0600) that is made once. Whoever loses it loses what was sealed with
 * it (callback secrets); signed URLs that are out stop working.
 * @throws AppError `bad_usage` for one that is too short, or for none where several machines share a database
 */
export function readSecretKey({ dataFolder, given, isShared }: SecretKeySource): Uint8Array {
  const field = 'FIRSTFRAME_SECRET_KEY';
  const todo = `Set ${field} to the same random text on every machine, such as what openssl rand -hex 32 prints.`;
  if (given === undefined && isShared) throw new AppError('bad_usage', `${field} is missing`, { field, todo });
  const key = (given ?? readOrMake(secretKeyFileOf(dataFolder))).trim();
  if (key.length < SECRET_MIN) {
    const message = `${given === undefined ? secretKeyFileOf(dataFolder) : field} has ${key.length} characters, ${SECRET_MIN} are needed`;
    throw new AppError('bad_usage', message, { field, todo });
  }
  return new TextEncoder().encode(key);
}

function readOrMake(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  // Whole under its name or not there: of two first starts at once both read what the first one wrote.
  const draft = `${file}.${randomBytes(4).toString('hex')}`;
  const descriptor = openSync(draft, 'wx', 0o600);
  try {
    writeSync(descriptor, `${randomBytes(32).toString('hex')}\n`);
    fsyncSync(descriptor);
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    closeSync(descriptor);
    rmSync(draft, { force: true });
  }
  return readFileSync(file, 'utf8');
}
