import type { TextSink } from './cli-deps.js';

/** How far a render is. */
export interface Progress {
  /** Frames made so far. */
  readonly frame: number;
  /** Frames of the whole clip. */
  readonly frames: number;
}

/** A line of a terminal that shows how far a render is. */
export interface ProgressBar {
  update(progress: Progress): void;
  /** Takes the line away, for whatever is said next. */
  clear(): void;
}

// Ten times a second: what an eye can follow; more would cost the encoder time.
const PACE_MS = 100;
const CELLS = 24;
const CLEAR_LINE = '\r\u001b[2K';

/**
 * A bar for a terminal of `width` columns; it says what is done before there are frames (`opening`), then draws frames, at most every
 * 100 ms.
 */
export function createProgressBar(sink: TextSink, width: number, nowMs: () => number, opening: string): ProgressBar {
  let first: { readonly frame: number; readonly atMs: number } | undefined;
  let drawnMs = -Infinity;
  let drawn = true;
  sink.write(opening.slice(0, width - 1));
  return {
    update(progress) {
      const atMs = nowMs();
      // The pace counts from the first frames seen: reading the still and starting up are no part of it.
      first ??= { frame: progress.frame, atMs };
      if (atMs - drawnMs < PACE_MS) return;
      drawnMs = atMs;
      drawn = true;
      const framesPerSec = ((progress.frame - first.frame) * 1000) / (atMs - first.atMs);
      sink.write(CLEAR_LINE + barLine(progress, framesPerSec).slice(0, width - 1));
    },
    clear() {
      if (drawn) sink.write(CLEAR_LINE);
      drawn = false;
    },
  };
}

function barLine({ frame, frames }: Progress, framesPerSec: number): string {
  const share = frames > 0 ? Math.min(1, frame / frames) : 0;
  const full = Math.round(share * CELLS);
  const facts = [`${'█'.repeat(full)}${'░'.repeat(CELLS - full)} ${frame}/${frames} frames`];
  if (framesPerSec > 0) {
    facts.push(`${framesPerSec.toFixed(0)} fps`, `${((frames - frame) / framesPerSec).toFixed(1)} s left`);
  }
  return facts.join(' · ');
}
