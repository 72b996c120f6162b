/** The pace of a clip, from when its frames are shown and not from what its header says. */
export interface FrameRate {
  /** Frames a second on average; undefined for a single frame. */
  readonly fps: number | undefined;
  /** Whether every frame is shown as long as every other, within the clock's own step. */
  readonly constant: boolean;
  /** From the first frame's begin to the last one's end, in seconds. */
  readonly durationSec: number;
}

/**
 * Measures the pace of frames.
 *
 * @param timesSec when each is shown, in any order.
 * @param tickSec the clock's step: Matroska's is 1 ms, so that 24 fps reads 42, 41, 42 ms and is still constant.
 * @param lastSec how long the last one is shown; undefined: as long as the average one.
 */
export function measureRate(timesSec: readonly number[], tickSec: number, lastSec: number | undefined): FrameRate {
  const times = Float64Array.from(timesSec).sort();
  const first = times[0];
  const last = times.at(-1);
  if (first === undefined || last === undefined) return { fps: undefined, constant: true, durationSec: 0 };
  const span = last - first;
  const fps = span > 0 ? (times.length - 1) / span : undefined;
  const averageSec = fps === undefined ? 0 : 1 / fps;
  return {
    fps: fps === undefined ? undefined : toMicro(fps),
    constant: isEven(times, first, averageSec, tickSec),
    durationSec: toMicro(span + (lastSec ?? averageSec)),
  };
}

/** To six places: a clock is no finer, and 24 reads 24 and not 24.000000000000004. */
function toMicro(value: number): number {
  return Math.round(value * 1e6) / 1e6;
}

/**
 * Each frame within one and a half steps of where it would be at an even pace: rounding moves it by half a step, and
 * the average is itself off by up to one between the first and the last.
 */
function isEven(times: Float64Array, first: number, averageSec: number, tickSec: number): boolean {
  return times.every((time, index) => Math.abs(time - first - index * averageSec) <= 1.5 * tickSec + 1e-9);
}
