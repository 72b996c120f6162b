import { describe, expect, it } from 'vitest';
import type { RenderReport } from '../../tasks/local/render-report.js';
import { closingLines } from './closing-lines.js';

/** A report of which only what is told of matters. */
function reportWith(facts: Partial<RenderReport>): RenderReport {
  const report: Partial<RenderReport> = {
    ...{ outputPath: '/clips/a.mp4', widthPx: 1280, heightPx: 720, fps: 24, frames: 120, durationSec: 5 },
    ...{ sizeBytes: 1, elapsedMs: 1, model: 'local/motion', costUsd: 0, adjustments: [], findings: [] },
    ...{ loop: 'none', marks: { frameCount: 120, wholeStillAt: 0, showsWholeStill: true }, fidelity: truth(41) },
    ...facts,
  };
  return report as RenderReport;
}

function truth(psnrDb: number, lastDb?: number): RenderReport['fidelity'] {
  const likeness = { psnrDb, ssim: 0.9 };
  const last = lastDb === undefined ? {} : { lastStill: { psnrDb: lastDb, ssim: 0.9 } };
  return { still: likeness, firstFrame: likeness, lastFrame: likeness, ...last };
}

/** The lines after the one that names the clip. */
function told(facts: Partial<RenderReport>): readonly string[] {
  return closingLines(reportWith(facts), '/clips').trimEnd().split('\n').slice(1);
}

describe('the closing lines', () => {
  it.each([
    [35, 'first frame matches your still (35.0 dB)'],
    [34.9, 'first frame differs from your still (34.9 dB)'],
    [0, 'first frame differs from your still (0.0 dB)'],
  ])('say whether a person would see the frame differ from the still: %d dB', (psnrDb, line) => {
    expect(told({ fidelity: truth(psnrDb) })).toEqual([`${line} · built-in renderer, no AI model, $0`]);
  });

  it.each([
    [119, true, /^last frame matches/],
    [60, true, /^middle frame matches/],
    [80, true, /^frame 81 matches/],
    [119, false, /^nearest, last frame matches/],
  ])('name the frame that shows the whole still: %d', (wholeStillAt, showsWholeStill, words) => {
    expect(told({ marks: { frameCount: 120, wholeStillAt, showsWholeStill } })[0]).toMatch(words);
  });

  it('say how true the clip is to both stills, which way it goes between them, and how sure that is', () => {
    const passage = { way: 'layers', layers: 3, confidence: 0.934 } as const;
    const marks = { frameCount: 120, wholeStillAt: 0, showsWholeStill: true, lastStillAt: 119 };
    expect(told({ fidelity: truth(47.6, 45.31), passage, marks })).toEqual([
      'first frame matches your still (47.6 dB) · last frame matches your last still (45.3 dB) · built-in renderer, no AI model, $0',
      'from first to last: 3 layers move, 93 % sure',
    ]);
    expect(told({ passage: { way: 'layers', layers: 1, confidence: 0.7 } })[1]).toMatch(
      /: one layer moves, 70 % sure$/,
    );
    expect(told({ passage: { way: 'dissolve', layers: 0, confidence: 0.08 } })[1]).toMatch(
      /: a dissolve, 8 % sure of anything better$/,
    );
    expect(told({ passage: { way: 'hold', layers: 0, confidence: 1 } })[1]).toMatch(/: a hold, for they are the same$/);
  });

  it('say how the clip loops, and that the last still is in the middle of a loop', () => {
    expect(told({ loop: 'seam' })[1]).toBe('loops without a seam');
    const passage = { way: 'layers', layers: 2, confidence: 1 } as const;
    const marks = { frameCount: 120, wholeStillAt: 0, showsWholeStill: true, lastStillAt: 60 };
    expect(told({ loop: 'pingpong', passage, marks, fidelity: truth(40, 40) })).toEqual([
      expect.stringContaining(' · middle frame matches your last still (40.0 dB) · '),
      'from first to last: 2 layers move, 100 % sure · loops forward and back',
    ]);
  });

  it('say of a note which still it is about, or which words of the prompt', () => {
    const note = { asked: 'steam rises', used: 'b', reason: 'Why.' };
    const finding = { code: 'magnified', severity: 'warn', measured: 'Small.', repair: 'Mend.' } as const;
    const lines = told({
      adjustments: [
        { ...note, code: 'cropped_to_ratio', field: 'still' },
        { ...note, code: 'cropped_to_ratio', field: 'last' },
        { ...note, code: 'dissolved', field: 'last' },
        { ...note, code: 'action_left_out', field: 'prompt' },
      ],
      findings: [{ ...finding, field: 'last' }],
    });
    expect(lines.slice(1)).toEqual([
      'note: Why.',
      'note: last still: Why.',
      'note: "steam rises": Why.',
      'warn: last still: Small. Mend.',
    ]);
  });
});
