import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { confirmOn } from './confirm.js';

async function answered(typed: string, signal = new AbortController().signal): Promise<boolean> {
  const input = new PassThrough();
  const asked = confirmOn({ input, output: new PassThrough() }, 'Go on?', signal);
  input.end(typed);
  return asked;
}

describe('a question on a terminal', () => {
  it.each([
    ['y\n', true],
    ['Yes\n', true],
    ['n\n', false],
    ['\n', false],
    ['yesterday\n', false],
    ['', false],
  ])('answered with %j is %s', async (typed, expected) => {
    expect(await answered(typed)).toBe(expected);
  });
});
