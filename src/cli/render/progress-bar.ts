import type { TextSink } from '../cli-deps.js';

/** How far a task is. */
export interface BarProgress {
  /** 0 to 1. */
  readonly share: number;
  /** What it is doing, in a few words. */
  readonly doing: string;
}

/** A line of a terminal that shows how far a render is. */
export interface ProgressBar {
  update(progress: BarProgress): void;
  /** Takes the line away, for whatever is said next. */
  clear(): void;
}

// Ten times a second: what an eye can follow; more would cost the encoder time.
const PACE_MS = 100;
const CELLS = 24;
const CLEAR_LINE = '\r\u001b[2K';

/**
 * A bar for a terminal of `width` columns; it says what is done before anything is known (`opening`), then draws what it is told, at
 * most every 100 ms.
 */
export function createProgressBar(sink: TextSink, width: number, nowMs: () => number, opening: string): ProgressBar {
  let first: { readonly share: number; readonly atMs: number } | undefined;
  let drawnMs = -Infinity;
  let drawn = true;
  sink.write(opening.slice(0, width - 1));
  return {
    update(progress) {
      const atMs = nowMs();
      // The pace counts from the first of it that is seen: reading the still and starting up are no part of it.
      if (progress.share > 0) first ??= { share: progress.share, atMs };
      if (atMs - drawnMs < PACE_MS) return;
      drawnMs = atMs;
      drawn = true;
      const sharePerSec = first === undefined ? 0 : ((progress.share - first.share) * 1000) / (atMs - first.atMs);
      sink.write(CLEAR_LINE + barLine(progress, sharePerSec).slice(0, width - 1));
    },
    clear() {
      if (drawn) sink.write(CLEAR_LINE);
      drawn = false;
    },
  };
}

function barLine({ share, doing }: BarProgress, sharePerSec: number): string {
  if (!(share > 0)) return `${doing}…`;
  const full = Math.round(Math.min(1, share) * CELLS);
  const facts = [`${'█'.repeat(full)}${'░'.repeat(CELLS - full)} ${Math.floor(share * 100)} %`, doing];
  if (sharePerSec > 0) facts.push(`${((1 - share) / sharePerSec).toFixed(1)} s left`);
  return facts.join(' · ');
}
