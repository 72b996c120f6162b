/** Jobs that do what a hostile file makes a decoder do, for the tests of the pool. Not in the published package. */
import { readFile, writeFile } from 'node:fs/promises';
import { AppError, MediaError } from '../../contract/errors.js';
import type { JobContext } from '../job.js';

/** Dies as a decoder with a broken pointer does. */
export async function crash(_input: undefined, context: JobContext): Promise<never> {
  context.step('decode');
  await readFile(context.file('still'));
  process.abort();
}

/** Leaves without an answer. */
export async function leave(exitCode: number, context: JobContext): Promise<never> {
  context.step('leave');
  await Promise.resolve();
  process.stderr.write('last words\n');
  process.exit(exitCode);
}

/** Says its pid, then never comes back to the event loop. */
export async function hang(_input: undefined, context: JobContext): Promise<never> {
  context.step('decode');
  await writeFile(context.output('clip'), 'half');
  context.report(process.pid);
  for (;;);
}

/** Says its pid, then waits for ever, in the event loop. */
export async function wait(_input: undefined, context: JobContext): Promise<never> {
  context.report(process.pid);
  return await new Promise(() => setInterval(() => undefined, 1000));
}

/** Takes memory, on V8's heap or outside, until it is stopped. */
export async function hogMemory(input: { readonly where: 'heap' | 'outside' }, context: JobContext): Promise<never> {
  context.step('decode');
  const held: unknown[] = [];
  for (;;) {
    held.push(
      input.where === 'heap' ? new Array<number>(4_000_000).fill(held.length) : Buffer.alloc(32 * 1024 ** 2, 1),
    );
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Throws what a body may throw, each naming its staged file. */
export async function fail(
  input: { readonly as: 'media' | 'app' | 'error' | 'bug' | 'string' | 'full' },
  context: JobContext,
): Promise<never> {
  context.step('inspect');
  await Promise.resolve();
  const file = context.file('still');
  switch (input.as) {
    case 'media':
      throw new MediaError(`${file}: 101 megapixels, 100 allowed`, {
        reason: 'limit',
        step: 'measure',
        file,
        field: '--first',
        todo: `Make ${file} smaller.`,
        cause: new Error(`inside ${file}`),
      });
    case 'app':
      throw new AppError('bad_input', `${file}: not an image`, { todo: 'Use a JPEG.', field: 'still' });
    case 'error':
      throw new Error(`${file}: premature end of data`);
    case 'bug':
      throw new TypeError('x is not a function');
    case 'string':
      // eslint-disable-next-line @typescript-eslint/only-throw-error -- what a library may do
      throw 'a string';
    case 'full':
      throw Object.assign(new Error('no space left on device, write'), { code: 'ENOSPC' });
  }
}

/** Ends well, with a promise nobody waits for that fails while the next job runs. */
export async function failLater(): Promise<void> {
  await Promise.resolve();
  setImmediate(() => {
    throw new Error('too late');
  });
}
