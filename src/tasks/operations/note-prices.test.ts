import { expect, it } from 'vitest';
import { onEachStore } from '../../../test/on-each-store.js';
import { readAudit } from '../../store/operations/audit.js';
import { notePrices } from './note-prices.js';

onEachStore((store) => {
  it('writes down that the prices are others than the last time, once', async () => {
    const note = (sha256: string | undefined) => store().run(() => notePrices(sha256));
    await note(undefined);
    await Promise.all([note('one'), note('one'), note('one')]);
    await note('two');
    await note(undefined);
    await note(undefined);
    const entries = await store().run(() => readAudit({ action: 'prices.change', limit: 10 }));
    expect(entries.map(({ before, after }) => [before, after])).toEqual([
      [{ sha256: 'two' }, undefined],
      [{ sha256: 'one' }, { sha256: 'two' }],
      [undefined, { sha256: 'one' }],
    ]);
  });
});
