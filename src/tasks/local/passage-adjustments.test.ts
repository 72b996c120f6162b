import { describe, expect, it } from 'vitest';
import type { Adjustment } from '../../contract/adjustment.js';
import type { Loop } from '../../motion/directions.js';
import type { PassageFacts } from '../../providers/local/local-renderer.js';
import { withPassage } from './passage-adjustments.js';

const PLANNED: readonly Adjustment[] = ['no_sound', 'last_before_the_end'].map((code) => ({
  ...{ code, field: 'a', asked: 'b', used: 'c', reason: 'd' },
}));

const told = (way: PassageFacts['way'], loop: Loop): readonly Adjustment[] =>
  withPassage(PLANNED, { way, confidence: 0.071, layers: 1 }, loop);

describe('the way from the first still to the last', () => {
  it('is nothing to tell of where what moves was found', () => {
    expect(told('layers', 'none')).toEqual(PLANNED);
  });

  it('is told with its confidence where it became a dissolve', () => {
    const [, , dissolved] = told('dissolve', 'none');
    expect(dissolved).toMatchObject({ code: 'dissolved', field: 'last', used: 'a dissolve' });
    expect(dissolved?.reason).toContain('confidence 0.07 of 1');
  });

  it('is a hold between two pictures that are the same, or a loop, and then it is no matter where the last is shown', () => {
    expect(told('hold', 'none')).toMatchObject([{ code: 'no_sound' }, { code: 'same_stills', used: 'a hold' }]);
    expect(told('hold', 'seam')).toMatchObject([
      { code: 'no_sound' },
      { code: 'same_stills', used: 'a loop of the one picture' },
    ]);
  });
});
