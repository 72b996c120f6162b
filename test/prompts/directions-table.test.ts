import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeFailures, type LabelledPrompt, scoreTable } from './score-reading.js';

const TABLE = JSON.parse(
  readFileSync(new URL('development.json', import.meta.url), 'utf8'),
) as readonly LabelledPrompt[];

describe('prompts as people write them', () => {
  const { share, scores } = scoreTable(TABLE);

  it('are read for the moves, directions and actions that a person reads in them', () => {
    if (share < 1) process.stderr.write(`\n${(share * 100).toFixed(1)} % right\n${describeFailures(scores)}\n`);
    expect(share).toBeGreaterThanOrEqual(0.97);
  });

  it('have their easing and their times where they say them', () => {
    expect(describeFailures(scores.map((score) => ({ ...score, wrong: [], vanished: [] })))).toBe('');
  });

  it('lose nothing in silence', () => {
    expect(describeFailures(scores.map((score) => ({ ...score, wrong: [], mistimed: [] })))).toBe('');
  });
});
