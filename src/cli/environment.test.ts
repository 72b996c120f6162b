import { describe, expect, it } from 'vitest';
import { readEnvironment } from './environment.js';
import { toFailure } from './failure.js';

/** What reading these variables is refused with, as the program ends with it. */
function failureOf(variables: Readonly<Record<string, string>>): ReturnType<typeof toFailure> {
  try {
    readEnvironment(variables);
  } catch (error) {
    return toFailure(error);
  }
  throw new Error('it was not refused');
}

describe('FIRSTFRAME_ALLOW_ADDRESSES', () => {
  it('is a list of addresses and blocks, with commas or blanks between them', () => {
    const read = (list: string) => readEnvironment({ FIRSTFRAME_ALLOW_ADDRESSES: list }).allowAddresses;
    expect(read(' 10.0.0.0/8, fd00::/8\n127.0.0.1,')).toEqual(['10.0.0.0/8', 'fd00::/8', '127.0.0.1']);
    expect(read(' ')).toEqual([]);
  });

  it.each(['10.0.0.0/33', 'localhost', '10.0.0/8', '10.0.0.0/8/8', '0177.0.0.1', 'fd00::/129'])(
    'with %s in it is bad usage that names the variable and the entry',
    (entry) => {
      const failure = failureOf({ FIRSTFRAME_ALLOW_ADDRESSES: `127.0.0.1, ${entry}` });
      expect(failure).toMatchObject({ exitCode: 2, code: 'bad_usage', field: 'FIRSTFRAME_ALLOW_ADDRESSES' });
      expect(failure.message).toContain('FIRSTFRAME_ALLOW_ADDRESSES');
      expect(failure.message).toContain(`"${entry}"`);
      expect(failure.todo).toContain('10.0.0.0/8');
    },
  );
});
