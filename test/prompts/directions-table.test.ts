import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { describeFailures, type LabelledPrompt, scoreTable } from './score-reading.js';

/**
 * Tables that the rules have been written with. `fresh.json` was labelled before its writer had seen a rule: 56 of its 60 prompts
 * were read right then, and three phrases vanished. Of the 60 prompts of `unseen.json`, labelled likewise later on, 50 were read
 * right at first sight (83.3 %), and one phrase vanished; of the 60 of `unseen-2.json`, later still, 54 (90.0 %), and five phrases
 * vanished; of the 70 of `unseen-3.json`, 64 (91.4 %), and two phrases; of the 80 of `unseen-4.json`, 68 (85.0 %), and four phrases.
 * The misses of all five have been mended since, so that none of these figures can be measured again. Since then a light that is only
 * near to what was asked, and is named as that, counts as right where the label has these words as not rendered: three of the twelve
 * misses in `unseen-4.json` were such, and its figure stays what it was. Of the 70 of `unseen-5.json`, the last, 62 (88.6 %), and two
 * phrases, lamps and night that were made as light and not named; those are, and seven prompts of it are still misread: it is no table yet.
 */
const TABLES = ['development.json', 'fresh.json', 'unseen.json', 'unseen-2.json', 'unseen-3.json', 'unseen-4.json'];

describe.each(TABLES)('prompts as people write them, of %s', (name) => {
  const table = JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8')) as readonly LabelledPrompt[];
  const { share, scores } = scoreTable(table);

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
