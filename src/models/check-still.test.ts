import { describe, expect, it } from 'vitest';
import { findModelFacts } from './catalogue.js';
import { checkStill, type CheckStillOptions, type StillToCheck } from './check-still.js';

function check(model: string, still: StillToCheck, options?: CheckStillOptions) {
  const facts = findModelFacts(model);
  if (facts === undefined) throw new Error(`no model ${model}`);
  return checkStill(facts, still, options);
}

const size = (widthPx: number, heightPx: number) => ({ widthPx, heightPx });

describe('a still held against a model', () => {
  it.each([
    ['seedance-2-0', size(300, 300), []],
    ['seedance-2-0', size(299, 400), ['too_small']],
    ['seedance-2-0', size(6000, 4000), []],
    ['seedance-2-0', size(6001, 4000), ['too_large']],
    ['seedance-2-0', size(2499, 1000), []],
    ['seedance-2-0', size(2500, 1000), ['ratio_out_of_range']],
    ['seedance-2-0', size(1000, 2500), ['ratio_out_of_range']],
    ['wan2.7-i2v', size(240, 1920), []],
    ['wan2.7-i2v', size(240, 1921), ['ratio_out_of_range']],
    ['wan2.7-i2v', size(239, 1000), ['too_small']],
    ['wan2.7-i2v', size(8000, 1000), []],
    ['wan2.7-i2v', { ...size(800, 600), sizeBytes: 20_000_000 }, []],
    ['wan2.7-i2v', { ...size(800, 600), sizeBytes: 20_000_001 }, ['too_many_bytes']],
    ['wan2.7-i2v', { ...size(800, 600), hasAlpha: true }, ['alpha_not_taken']],
    ['seedance-2-0', { ...size(800, 600), hasAlpha: true }, []],
    ['runway/gen4.5', { ...size(800, 600), mediaType: 'image/gif' }, ['unsupported_format']],
    ['seedance-2-0', { ...size(800, 600), mediaType: 'image/gif' }, []],
    [
      'wan2.7-i2v',
      { ...size(9000, 100), sizeBytes: 3e7, mediaType: 'image/heic', hasAlpha: true },
      ['too_small', 'too_large', 'ratio_out_of_range', 'too_many_bytes', 'unsupported_format', 'alpha_not_taken'],
    ],
  ])('%s and %o', (model, still, codes) => {
    expect(check(model, still).map(({ code }) => code)).toEqual(codes);
  });

  it('is told the figure, the limit, and the field', () => {
    const [small, narrow] = check('seedance-2-0', size(200, 900), { field: 'last_frame_url' });
    expect(small).toMatchObject({ field: 'last_frame_url', severity: 'refuse', limit: '300 pixels a side' });
    expect(small?.measured).toContain('200×900');
    expect(narrow?.limit).toBe('between 0.4 and 2.5, width by height');
    expect(narrow?.measured).toContain('0.222');
  });

  it('is refused only for too few pixels when it is framed anew', () => {
    const still = { ...size(9000, 200), sizeBytes: 1e9, mediaType: 'image/heic', hasAlpha: true };
    expect(check('seedance-2-0', still, { isFramedFirst: true }).map(({ code }) => code)).toEqual(['too_small']);
  });
});
