import { describe, expect, it } from 'vitest';
import { passageAdjustments } from './passage-adjustments.js';

describe('the way from the first still to the last', () => {
  it('is nothing to tell of where what moves was found', () => {
    expect(passageAdjustments({ way: 'layers', confidence: 0.9, layers: 3 }, 'none')).toEqual([]);
  });

  it('is told with its confidence where it became a dissolve', () => {
    expect(passageAdjustments({ way: 'dissolve', confidence: 0, layers: 0 }, 'none')).toMatchObject([
      {
        code: 'dissolved',
        field: 'last',
        used: 'a dissolve',
        reason: expect.stringContaining('confidence 0.00') as string,
      },
    ]);
  });

  it('is a hold between two pictures that are the same, or a loop', () => {
    const passage = { way: 'hold', confidence: 1, layers: 0 } as const;
    expect(passageAdjustments(passage, 'none')).toMatchObject([{ code: 'same_stills', used: 'a hold' }]);
    expect(passageAdjustments(passage, 'seam')).toMatchObject([
      { code: 'same_stills', used: 'a loop of the one picture' },
    ]);
  });
});
