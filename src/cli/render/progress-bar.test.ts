import { describe, expect, it } from 'vitest';
import { createProgressBar } from './progress-bar.js';

/** A bar on a terminal and a clock of its own. */
function createBench(width = 80) {
  const written: string[] = [];
  let atMs = 5_000;
  const bar = createProgressBar({ write: (text) => written.push(text) }, width, () => atMs, 'reading the still…');
  const update = (afterMs: number, share: number, doing = 'rendering'): void => {
    atMs = 5_000 + afterMs;
    bar.update({ share, doing });
  };
  return { bar, written, update };
}

describe('a progress bar', () => {
  it('draws how far it is and the time left, the pace counted from the first of it that is seen', () => {
    const { written, update } = createBench();
    update(100, 0, 'waiting for its turn');
    update(400, 0.25);
    update(900, 0.5);
    expect(written).toEqual([
      'reading the still…',
      '\r\u001b[2Kwaiting for its turn…',
      `\r\u001b[2K${'█'.repeat(6)}${'░'.repeat(18)} 25 % · rendering`,
      `\r\u001b[2K${'█'.repeat(12)}${'░'.repeat(12)} 50 % · rendering · 1.0 s left`,
    ]);
  });

  it('draws at most ten times a second', () => {
    const { written, update } = createBench();
    for (let ms = 0; ms < 1000; ms += 7) update(ms, ms / 1000);
    expect(written.length).toBeLessThanOrEqual(1 + 10);
  });

  it('keeps to one line of a narrow terminal', () => {
    const { written, update } = createBench(30);
    update(0, 0.5);
    expect(written.at(-1)).toHaveLength(29 + '\r\u001b[2K'.length);
  });

  it('takes back what it drew, once', () => {
    const { bar, written, update } = createBench();
    update(0, 1);
    bar.clear();
    bar.clear();
    expect(written.slice(2)).toEqual(['\r\u001b[2K']);
  });
});
