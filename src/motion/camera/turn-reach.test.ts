import { describe, expect, it } from 'vitest';
import { createTurnReach } from './turn-reach.js';

describe('how far a turn has gone', () => {
  it('is nothing where it rests level, whatever sign rounding has left there', () => {
    const turns = [0.2, 1e-17, -1e-17, 1e-17, 0].map((rad, index) => ({ moment: index / 4, rad }));
    const reach = createTurnReach(turns, 1);
    expect(turns.map((turned) => Number(reach(turned).toFixed(12)))).toEqual([0.2, 0, 0, 0, 0]);
  });

  it('is more than nothing where it swings past the middle, and never less than it is', () => {
    const turns = [0, 0.1, 0.01, -0.1, 0].map((rad, index) => ({ moment: index / 4, rad }));
    const reach = createTurnReach(turns, 0);
    expect(reach({ moment: 0.6, rad: 0 })).toBeGreaterThan(0.005);
    for (const turned of turns) expect(reach(turned)).toBeGreaterThanOrEqual(Math.abs(turned.rad));
  });
});
