import path from 'node:path';
import type { Adjustment } from '../contract/adjustment.js';
import type { Finding } from '../contract/finding.js';
import type { RenderReport } from '../tasks/render-still.js';
import { printable } from './printable.js';

// Below this a person who flips between still and frame sees the difference (blocks, softness, another crop).
const MATCH_PSNR_DB = 35;

/** A prompt of a hundred sentences is not answered by a hundred lines. */
const NOTES_SHOWN = 12;

/** What a person is told when a clip is done: the clip, how true it is, and what is worth knowing about it. */
export function closingLines(report: RenderReport, cwd: string): string {
  const lines = [clipLine(report, cwd), truthLine(report), ...noteLines(report)];
  return lines.map((line) => `${printable(line)}\n`).join('');
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
  const notes = new Set([
    ...adjustments.map((adjustment) => `note: ${told(adjustment)}`),
    ...findings.map(({ severity, measured, repair }: Finding) => `${severity}: ${measured} ${repair}`),
  ]);
  const more = notes.size - NOTES_SHOWN;
  return [...notes].slice(0, NOTES_SHOWN).concat(more > 0 ? [`note: and ${more} more; --json has them all.`] : []);
}

/** With the words of the prompt that it is about, for a prompt has many. */
function told({ field, code, asked, reason }: Adjustment): string {
  return field === 'prompt' && code !== 'move_added' ? `"${asked}": ${reason}` : reason;
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
