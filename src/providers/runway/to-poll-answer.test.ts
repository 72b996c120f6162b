import { describe, expect, it } from 'vitest';
import { billedMicroUsd } from './to-poll-answer.js';

describe('what Runway billed', () => {
  it('is a cent a credit, and nothing where nothing was kept', () => {
    expect(billedMicroUsd({ credits: 7 })).toBe(70_000);
    expect(billedMicroUsd({ credits: 0, usd: 0 })).toBe(0);
  });

  it('is not told by an estimate, nor by facts of another kind', () => {
    for (const facts of [{ estimatedCredits: 60 }, {}, undefined, { credits: '7' }]) {
      expect(billedMicroUsd(facts)).toBeUndefined();
    }
  });
});
