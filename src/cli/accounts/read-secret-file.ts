import { readFile } from 'node:fs/promises';
import { AppError } from '../../contract/errors.js';

const MAX_BYTES = 4096;

/**
 * Reads a secret from a file, or from stdin for `-`: on the command line every user of the machine could read it. The newline at its end is
 * not part of it.
 * @throws AppError `bad_usage`, which does not tell what was read
 */
export async function readSecretFile(
  file: string,
  option: string,
  stdin: AsyncIterable<Uint8Array> | undefined,
): Promise<string> {
  const fail = (message: string, cause?: unknown): AppError => {
    const todo = 'Give the name of a file that holds the key and nothing else, or - for stdin.';
    return new AppError('bad_usage', `${option}: ${message}`, { field: option, todo, cause });
  };
  let bytes: Uint8Array;
  try {
    bytes = file === '-' ? await gather(stdin) : await readFile(file);
  } catch (cause) {
    // Its message has the name in it, which may be the key itself, typed in the wrong place.
    throw fail('the file cannot be read', cause);
  }
  const secret = Buffer.from(bytes).toString('utf8').trim();
  if (secret === '') throw fail('the file is empty');
  if (secret.length > MAX_BYTES) throw fail(`the file has ${bytes.length} bytes, and a key has ${MAX_BYTES} at most`);
  return secret;
}

async function gather(stdin: AsyncIterable<Uint8Array> = nothing()): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stdin) chunks.push(chunk);
  return Buffer.concat(chunks);
}

// eslint-disable-next-line @typescript-eslint/require-await -- a stream that has ended, where one is taken
async function* nothing(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(0);
}
