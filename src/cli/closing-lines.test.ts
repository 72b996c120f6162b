import { describe, expect, it } from 'vitest';
import type { RenderReport } from '../tasks/render-still.js';
import { closingLines } from './closing-lines.js';

/** What is said of a clip whose first frame is this true to the still. */
function truthAt(psnrDb: number): string | undefined {
  const report: Partial<RenderReport> = {
    ...{
      outputPath: '/clips/a.mp4',
      widthPx: 1280,
      heightPx: 720,
      fps: 24,
      durationSec: 5,
      sizeBytes: 1,
      elapsedMs: 1,
    },
    ...{ model: 'local/motion', costUsd: 0, adjustments: [], findings: [] },
    move: { kind: 'push_in' } as RenderReport['move'],
    fidelity: { still: { psnrDb, ssim: 0.9 } } as RenderReport['fidelity'],
  };
  return closingLines(report as RenderReport, '/clips')
    .split('\n')[1]
    ?.split(' · ')[0];
}

describe('the closing lines', () => {
  it('say that a frame differs from the still where a person would see it: below 35 dB', () => {
    expect(truthAt(35)).toBe('first frame matches your still (35.0 dB)');
    expect(truthAt(34.9)).toBe('first frame differs from your still (34.9 dB)');
    expect(truthAt(0)).toBe('first frame differs from your still (0.0 dB)');
  });
});
