import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { createMediaPool } from '../../media/pool.js';
import { probeClipJob } from '../../media/video/probe-clip-job.js';
import type { RenderReport } from './render-report.js';
import type { RenderRequest } from './render-request.js';
import { renderStill } from './render-still.js';

const mediaPool = createMediaPool();
const folder = mkdtempSync(path.join(tmpdir(), 'firstframe-line-'));
afterAll(async () => {
  await mediaPool.close();
  rmSync(folder, { recursive: true });
});

const example = (name: string): string => path.resolve(import.meta.dirname, '../../../examples', name);
const stillPath = example('bottle-front.jpg');

let clips = 0;
async function render(request: Partial<RenderRequest> = {}): Promise<RenderReport> {
  const outputPath = path.join(folder, `${clips++}.mp4`);
  return renderStill(
    {
      ...{ stillPath, outputPath, prompt: 'Push in', model: 'local/motion', aspect: 'adaptive', durationSec: 1 },
      ...{ resolution: '480p', audio: false, seed: 0, fit: 'crop', ...request },
    },
    { mediaPool },
  );
}

describe('the whole line', () => {
  it('makes the clip that its report describes', async () => {
    const report = await render({ resolution: '720p' });
    const facts = await mediaPool.run(probeClipJob, {}, { files: { clip: report.outputPath } });
    expect(report).toMatchObject({ model: 'local/motion', costUsd: 0, adjustments: [], findings: [] });
    expect(facts).toMatchObject({
      sizeBytes: report.sizeBytes,
      decoding: { framesDecoded: 24, firstDamage: undefined },
      video: { widthPx: 1280, heightPx: 720, frames: report.frames, fps: report.fps, durationSec: report.durationSec },
    });
    expect(report.fidelity.still.psnrDb).toBeGreaterThan(40);
  });

  it.each([1, 18.5, 51])('encodes as it was asked: crf %d', async (crf) => {
    const { fidelity } = await render({ crf });
    const least = { 1: 50, 18.5: 42, 51: 20 }[crf] ?? Number.NaN;
    expect(fidelity.firstFrame.psnrDb).toBeGreaterThan(least);
    expect(fidelity.firstFrame.psnrDb).toBeLessThan(least + 20);
  });

  it('gives other bytes for another seed of a handheld, and the same for the same', async () => {
    const bytes = await Promise.all(
      [1, 1, 2].map(async (seed) => readFileSync((await render({ prompt: 'Handheld', seed })).outputPath)),
    );
    const [one, again, other] = bytes;
    if (one === undefined || again === undefined || other === undefined) throw new Error('three clips');
    expect(Buffer.compare(one, again)).toBe(0);
    expect(Buffer.compare(one, other)).not.toBe(0);
  });

  it('crops to a ratio around what draws the eye, unless it is told where', async () => {
    const [eye, left] = [await render({ aspect: '9:16' }), await render({ aspect: '9:16', focus: { x: 0, y: 0.5 } })];
    const leftOf = ({ framing }: RenderReport): number => (framing.kind === 'crop' ? framing.rect.leftPx : Number.NaN);
    // The bottle stands in the middle of 1920 pixels.
    expect(leftOf(eye)).toBeGreaterThan(500);
    expect(leftOf(left)).toBe(0);
    expect(eye.adjustments.map(({ code }) => code)).toEqual(['cropped_to_ratio']);
    expect(left.directions.camera).toMatchObject([{ move: { focusX: 0 } }]);
  });

  it('shows the whole still when it is padded', async () => {
    const { framing, fidelity, adjustments } = await render({ aspect: '1:1', fit: 'pad' });
    expect(framing).toEqual({ kind: 'blur_pad' });
    // The blur at the sides is made at each size anew: a little apart.
    expect(fidelity.still.psnrDb).toBeGreaterThan(36);
    expect(adjustments.map(({ code }) => code)).toEqual(['padded_to_ratio']);
  });

  it('warns of a still that has to be magnified, and holds the clip to it at its own size', async () => {
    const { findings, fidelity } = await render({ resolution: '1080p', aspect: '9:16', durationSec: 1 });
    expect(findings.map(({ code }) => code)).toEqual(['magnified']);
    expect(fidelity.still.psnrDb).toBeGreaterThan(42);
  });

  it('frames a pair alike, and says of each still what was made of it', async () => {
    const report = await render({ aspect: '9:16', lastPath: example('bottle-turn-30.jpg'), prompt: 'Static' });
    expect(report.last?.framing).toEqual(report.framing);
    const cropped = report.adjustments.filter(({ code }) => code === 'cropped_to_ratio');
    expect(cropped.map(({ field }) => field)).toEqual(['still', 'last']);
    expect(report.marks).toEqual({
      ...{ frameCount: 24, wholeStillAt: 0, showsWholeStill: true },
      ...{ lastStillAt: 23, showsLastStill: true },
    });
    expect(report.passage).toMatchObject({ way: 'layers' });
    expect(report.fidelity.still.psnrDb).toBeGreaterThan(40);
    expect(report.fidelity.lastStill?.psnrDb).toBeGreaterThan(40);
  });

  it('shows the last still by itself in the middle of a loop, whatever else goes on', async () => {
    const report = await render({ lastPath: example('bottle-turn-30.jpg'), prompt: 'Light sweep', loop: 'seam' });
    expect(report.marks).toMatchObject({ lastStillAt: 12, showsLastStill: true });
    expect(report.directions.actions).toMatchObject([{ action: { kind: 'light_sweep' } }]);
    expect(report.fidelity.lastStill?.psnrDb).toBeGreaterThan(40);
  });

  it('dissolves between two stills that have nothing in common, and says how sure it was', async () => {
    const { passage, adjustments, findings } = await render({ lastPath: example('portrait.jpg'), prompt: 'Static' });
    expect(passage).toMatchObject({ way: 'dissolve' });
    const dissolved = adjustments.find(({ code }) => code === 'dissolved');
    expect(dissolved?.reason).toContain(`confidence ${passage?.confidence.toFixed(2)} of 1`);
    expect(findings.map(({ code }) => code)).toContain('ratios_differ');
  });

  it.each([
    ['none', 'a hold'],
    ['seam', 'a loop of the one picture'],
  ] as const)('given one still twice says that nothing changes between them: loop %s, %s', async (loop, used) => {
    const { passage, adjustments, directions } = await render({ lastPath: stillPath, prompt: 'Light sweep', loop });
    expect(passage).toMatchObject({ way: 'hold' });
    expect(adjustments.at(-1)).toMatchObject({ code: 'same_stills', used });
    expect(directions.actions).toMatchObject([{ action: { kind: 'light_sweep' } }]);
  });

  it('pulls focus to what draws the eye, and elsewhere when it is told so', async () => {
    const request = { prompt: 'Static camera, the background melts into blur', resolution: '720p' } as const;
    const [eye, corner] = await Promise.all(
      [{}, { focus: { x: 0, y: 0 } }].map(async (focus) =>
        readFileSync((await render({ ...request, ...focus })).outputPath),
      ),
    );
    if (eye === undefined || corner === undefined) throw new Error('two clips');
    expect(Buffer.compare(eye, corner)).not.toBe(0);
  });

  it('refuses a last still that cannot be used as the last one', async () => {
    await expect(render({ lastPath: import.meta.filename, prompt: 'Static' })).rejects.toMatchObject({
      ...{ code: 'bad_input', field: 'last' },
      message: expect.stringContaining('render-still.test.ts') as string,
    });
  });

  it('says what happens in the clip, and how it loops', async () => {
    const report = await render({ loop: 'pingpong' });
    expect(report).toMatchObject({ loop: 'pingpong', directions: { camera: [{ move: { kind: 'push_in' } }] } });
    expect(report.passage).toBeUndefined();
  });
});
