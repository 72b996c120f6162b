import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { MODEL_CATALOGUE } from './catalogue.js';
import { guideTables, tableIn, toMarkdown } from './testing/guide-tables.js';

const GUIDE = readFileSync('docs/models.md', 'utf8');

describe('docs/models.md', () => {
  it.each(Object.entries(guideTables()))('says of %s what the catalogue says', (name, table) => {
    expect(tableIn(GUIDE, name), `expected:\n${toMarkdown(table)}`).toEqual(table);
  });

  it('names every source of a price', () => {
    const sources = new Set(MODEL_CATALOGUE.flatMap(({ prices }) => prices.map(({ source }) => source)));
    for (const source of sources) expect(GUIDE).toContain(source);
  });
});
