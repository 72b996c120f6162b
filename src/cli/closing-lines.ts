import path from 'node:path';
import type { Adjustment } from '../contract/adjustment.js';
import type { Finding } from '../contract/finding.js';
import type { RenderReport } from '../tasks/render-still.js';

// Below this a person who flips between still and frame sees the difference (blocks, softness, another crop).
const MATCH_PSNR_DB = 35;

/** What a person is told when a clip is done: the clip, how true it is, and what is worth knowing about it. */
export function closingLines(report: RenderReport, cwd: string): string {
  return [clipLine(report, cwd), truthLine(report), ...noteLines(report)].map((line) => `${line}\n`).join('');
}

function clipLine(report: RenderReport, cwd: string): string {
  return [
    nearestName(report.outputPath, cwd),
    `${report.durationSec.toFixed(1)} s`,
    `${report.widthPx}×${report.heightPx}`,
    `${report.fps} fps`,
    formatSize(report.sizeBytes),
    `in ${(report.elapsedMs / 1000).toFixed(1)} s`,
  ].join(' · ');
}

function truthLine({ fidelity, model, move, costUsd }: RenderReport): string {
  const { psnrDb } = fidelity.still;
  // A pull-out starts close and ends on the whole still.
  const frame = move.kind === 'pull_out' ? 'last frame' : 'first frame';
  const verb = psnrDb >= MATCH_PSNR_DB ? 'matches' : 'differs from';
  const who = model === 'local/motion' ? 'built-in renderer: camera move only, no AI model' : model;
  return `${frame} ${verb} your still (${psnrDb.toFixed(1)} dB) · ${who}, $${costUsd}`;
}

function noteLines({ adjustments, findings }: RenderReport): string[] {
  return [
    ...adjustments.map(({ reason }: Adjustment) => `note: ${reason}`),
    ...findings.map(({ severity, measured, repair }: Finding) => `${severity}: ${measured} ${repair}`),
  ];
}

/** Relative inside the current folder, absolute elsewhere: what can be pasted into the next command. */
function nearestName(file: string, cwd: string): string {
  const relative = path.relative(cwd, file);
  return relative.startsWith('..') ? file : relative;
}

function formatSize(sizeBytes: number): string {
  if (sizeBytes >= 1e6) return `${(sizeBytes / 1e6).toFixed(1)} MB`;
  return `${Math.max(1, Math.round(sizeBytes / 1e3))} kB`;
}
