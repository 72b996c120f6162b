import { describe, expect, it } from 'vitest';
import { createProgressBar } from './progress-bar.js';

/** A bar on a terminal and a clock of its own. */
function createBench(width = 80) {
  const written: string[] = [];
  let atMs = 5_000;
  const bar = createProgressBar({ write: (text) => written.push(text) }, width, () => atMs, 'reading the still…');
  const update = (afterMs: number, frame: number, frames = 120): void => {
    atMs = 5_000 + afterMs;
    bar.update({ frame, frames });
  };
  return { bar, written, update };
}

describe('a progress bar', () => {
  it('draws frames, pace and time left, the pace counted from the first frames seen', () => {
    const { written, update } = createBench();
    update(400, 20);
    update(900, 60);
    expect(written).toEqual([
      'reading the still…',
      `\r\u001b[2K${'█'.repeat(4)}${'░'.repeat(20)} 20/120 frames`,
      `\r\u001b[2K${'█'.repeat(12)}${'░'.repeat(12)} 60/120 frames · 80 fps · 0.8 s left`,
    ]);
  });

  it('draws at most ten times a second', () => {
    const { written, update } = createBench();
    for (let ms = 0; ms < 1000; ms += 7) update(ms, 1 + ms / 10);
    expect(written.length).toBeLessThanOrEqual(1 + 10);
  });

  it('keeps to one line of a narrow terminal', () => {
    const { written, update } = createBench(30);
    update(0, 0);
    expect(written.at(-1)).toHaveLength(29 + '\r\u001b[2K'.length);
  });

  it('takes back what it drew, once', () => {
    const { bar, written, update } = createBench();
    update(0, 1);
    bar.clear();
    bar.clear();
    expect(written.slice(2)).toEqual(['\r\u001b[2K']);
  });

  it('survives a clip of no frames', () => {
    const { written, update } = createBench();
    update(0, 0, 0);
    expect(written.join('')).toContain('0/0 frames');
  });
});
