import path from 'node:path';
import type { Adjustment } from '../../contract/adjustment.js';
import type { Finding } from '../../contract/finding.js';
import type { RenderReport } from '../../tasks/local/render-report.js';
import { printable } from '../printable.js';

// Below this a person who flips between still and frame sees the difference (blocks, softness, another crop).
const MATCH_PSNR_DB = 35;

/** A prompt of a hundred sentences is not answered by a hundred lines. */
const NOTES_SHOWN = 12;

/** What a person is told when a clip is done: the clip, how true it is, and what is worth knowing about it. */
export function closingLines(report: RenderReport, cwd: string): string {
  const lines = [clipLine(report, cwd), truthLine(report), ...wayLine(report), ...noteLines(report)];
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

function truthLine({ fidelity, model, marks, costUsd }: RenderReport): string {
  const { wholeStillAt, lastStillAt, showsWholeStill } = marks;
  const name = `${showsWholeStill ? '' : 'nearest, '}${frameName(wholeStillAt, marks)}`;
  const facts = [`${name} ${likenessTold(fidelity.still, 'your still')}`];
  if (fidelity.lastStill !== undefined && lastStillAt !== undefined) {
    facts.push(`${frameName(lastStillAt, marks)} ${likenessTold(fidelity.lastStill, 'your last still')}`);
  }
  facts.push(`${model === 'local/motion' ? 'built-in renderer, no AI model' : model}, $${costUsd}`);
  return facts.join(' · ');
}

function frameName(index: number, { frameCount }: RenderReport['marks']): string {
  if (index === 0) return 'first frame';
  if (index === frameCount - 1) return 'last frame';
  return Math.abs(index - frameCount / 2) <= 1 ? 'middle frame' : `frame ${index + 1}`;
}

function likenessTold({ psnrDb }: RenderReport['fidelity']['still'], still: string): string {
  return `${psnrDb >= MATCH_PSNR_DB ? 'matches' : 'differs from'} ${still} (${psnrDb.toFixed(1)} dB)`;
}

const LOOPS_TOLD = {
  none: [],
  seam: ['loops without a seam'],
  pingpong: ['loops forward and back'],
  crossfade: ['loops: the end dissolves into the beginning'],
} as const;

/** How the clip gets from still to still, and from its end to its beginning; nothing where it does neither. */
function wayLine({ passage, loop }: RenderReport): string[] {
  const facts: string[] = [...LOOPS_TOLD[loop]];
  if (passage !== undefined) facts.unshift(`from first to last: ${wayTold(passage)}`);
  return facts.length === 0 ? [] : [facts.join(' · ')];
}

function wayTold({ way, layers, confidence }: NonNullable<RenderReport['passage']>): string {
  const sure = `${Math.round(confidence * 100)} % sure`;
  switch (way) {
    case 'layers':
      return `${layers === 1 ? 'one layer moves' : `${layers} layers move`}, ${sure}`;
    case 'dissolve':
      return `a dissolve, ${sure} of anything better`;
    case 'hold':
      return 'a hold, for they are the same';
  }
}

/** Adjustments and findings that say by themselves which still they are about. */
const SAYS_WHICH: readonly string[] = ['last_before_the_end', 'dissolved', 'same_stills', 'ratios_differ'];

/** A line for each thing that was changed or found, some of many. */
export function noteLines({ adjustments, findings }: Pick<RenderReport, 'adjustments' | 'findings'>): string[] {
  const notes = new Set([
    ...adjustments.map((adjustment) => `note: ${about(adjustment)}${adjustment.reason}`),
    ...findings.map((finding) => `${finding.severity}: ${about(finding)}${finding.measured} ${finding.repair}`),
  ]);
  const more = notes.size - NOTES_SHOWN;
  return [...notes].slice(0, NOTES_SHOWN).concat(more > 0 ? [`note: and ${more} more; --json has them all.`] : []);
}

/** The words of the prompt that a note is about, for a prompt has many; or that it is the last still, where there are two. */
function about(note: Adjustment | Finding): string {
  const { field, code } = note;
  if (field === 'last') return SAYS_WHICH.includes(code) ? '' : 'last still: ';
  return field === 'prompt' && 'asked' in note && code !== 'move_added' ? `"${note.asked}": ` : '';
}

/** Relative inside the current folder, absolute elsewhere: what can be pasted into the next command. */
export function nearestName(file: string, cwd: string): string {
  const relative = path.relative(cwd, file);
  return relative.startsWith('..') ? file : relative;
}

/** `3.1 MB`, `12 kB`. */
export function formatSize(sizeBytes: number): string {
  if (sizeBytes >= 1e6) return `${(sizeBytes / 1e6).toFixed(1)} MB`;
  return `${Math.max(1, Math.round(sizeBytes / 1e3))} kB`;
}
