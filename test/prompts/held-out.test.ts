import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { describeFailures, type LabelledPrompt, scoreTable } from './score-reading.js';

/** A third of the labelled prompts is kept away from whoever writes the rules, and scored once. `HELD_OUT` names the file. */
// eslint-disable-next-line no-restricted-syntax -- whoever scores names the file; nothing that ships reads this.
const HELD_OUT = process.env['HELD_OUT'] ?? fileURLToPath(new URL('held-out.json', import.meta.url));

describe('prompts that the rules have not seen', () => {
  it('are read as a person reads them, and lose nothing in silence', ({ skip }) => {
    const isMissing = !existsSync(HELD_OUT);
    if (isMissing) process.stderr.write(`\nno held-out prompts are scored: ${HELD_OUT} is not there\n`);
    skip(isMissing, 'the held-out prompts are not there');
    const table = JSON.parse(readFileSync(HELD_OUT, 'utf8')) as readonly LabelledPrompt[];
    const { share, scores } = scoreTable(table);
    process.stderr.write(
      `\n${table.length} prompts, ${(share * 100).toFixed(1)} % right\n${describeFailures(scores)}\n`,
    );
    expect(share).toBeGreaterThanOrEqual(0.9);
    expect(scores.flatMap(({ vanished }) => vanished)).toEqual([]);
  });
});
