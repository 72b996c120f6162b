import type { RenderReport, RenderRequest } from '../../tasks/render-still.js';
import type { CliDeps, RenderHooks } from '../cli-deps.js';
import { runProgram } from '../program.js';

/** How a command line ended, what it said, and what it asked of the renderer. */
export interface LineRun {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
  readonly requests: readonly RenderRequest[];
  /** What was set going, in order: `warm`, `render`. */
  readonly calls: readonly string[];
}

/** Runs one command line in a folder, against a renderer that is made up, and gathers what came out of it. */
export async function runLine(args: readonly string[], cwd: string, changes: Partial<CliDeps> = {}): Promise<LineRun> {
  const out: string[] = [];
  const talk: string[] = [];
  const requests: RenderRequest[] = [];
  const calls: string[] = [];
  const code = await runProgram(args, {
    stdout: { write: (text) => out.push(text) },
    stderr: { write: (text) => talk.push(text) },
    barWidth: undefined,
    nowMs: () => 0,
    signal: new AbortController().signal,
    cwd,
    version: '1.2.3',
    defaultModel: 'local/motion',
    warmMedia: () => calls.push('warm'),
    examineMachine: () => Promise.reject(new Error('not asked for')),
    ...changes,
    renderStill: async (request, hooks) => {
      calls.push('render');
      requests.push(request);
      return await (changes.renderStill ?? reportOf)(request, hooks);
    },
  });
  return { code, stdout: out.join(''), stderr: talk.join(''), requests, calls };
}

/** The report of a render that went well, with all that the closing lines tell of. */
export function reportOf(request: RenderRequest, _hooks?: RenderHooks): Promise<RenderReport> {
  const likeness = { psnrDb: 41.23, ssim: 0.99 };
  const report: Partial<RenderReport> = {
    outputPath: request.outputPath,
    ...{ widthPx: 1280, heightPx: 720, fps: 24, frames: 120, durationSec: 5, sizeBytes: 3_140_000, elapsedMs: 2_090 },
    ...{ model: request.model, costUsd: 0, adjustments: [], findings: [] },
    ...{ loop: 'none', marks: { frameCount: 120, wholeStillAt: 0, showsWholeStill: true } },
    fidelity: { still: likeness, firstFrame: likeness, lastFrame: likeness },
  };
  return Promise.resolve(report as RenderReport);
}
