import { describe, expect, it } from 'vitest';
import { AppError, MediaError } from '../../contract/errors.js';
import { describeFailure, readFailure } from './failure.js';

/** An error as FFmpeg or the file system throws it. */
function coded(code: number | string): Error {
  return Object.assign(new Error(`code ${code}`), { code });
}

describe('what a job threw', () => {
  it.each([
    ['a full disk', coded('ENOSPC'), 'no_room'],
    ['a full disk, as FFmpeg says it', coded(-28), 'no_room'],
    [
      'an encoder stopped by a full disk',
      new MediaError('could not write', { reason: 'internal', step: 'encode', cause: coded(-28) }),
      'no_room',
    ],
    ['a media error', new MediaError('damaged', { reason: 'unreadable', step: 'decode' }), 'media'],
    ['an error of ours', new AppError('bad_usage', 'no such colour'), 'app'],
    ['anything else', coded(-1), 'foreign'],
  ] as const)('is told as what it is: %s', (_what, error, kind) => {
    expect(describeFailure(error, true).kind).toBe(kind);
  });

  it('keeps its fields on the way to the parent', () => {
    const error = new MediaError('too large', {
      reason: 'limit',
      step: 'open',
      file: 'a.mp4',
      todo: 'Cut it.',
      field: 'clip',
    });
    const failure = describeFailure(error, true);
    expect(readFailure(structuredClone(failure))).toEqual(failure);
    expect(failure).toMatchObject({ reason: 'limit', step: 'open', file: 'a.mp4', todo: 'Cut it.', field: 'clip' });
  });

  it('lays no trap of WebAssembly at the door of a file', () => {
    const failure = describeFailure(new WebAssembly.RuntimeError('memory access out of bounds'), true);
    expect(failure).toMatchObject({ reason: 'internal' });
  });
});
