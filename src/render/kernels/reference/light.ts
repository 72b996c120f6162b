import type { Arena } from '../arena.js';
import type { LightKernels, RelightJob, SweepJob } from '../light-kernels.js';
import type { Picture } from '../samples.js';
import { clampWord, dithered, rampAt, times } from './arithmetic.js';
import { changedPixel, type Channels, channelsOf, type Pixel, pixelOf } from './rgb.js';

/** White in Q6 from black; and sRGB's 0.055 in the same, which makes a power of 2.4 of its curve (IEC 61966-2-1). */
const WHITE = 14_016;
const FOOT = 771;

/** The light kernels, plainly. */
export function lightReference(arena: Arena): LightKernels {
  return {
    /** Every channel's light grows by the band's share, more of it where the picture is bright, none of it at white. */
    sweepLight(job) {
      eachPixel(arena, job.picture, (pixel, column, row) => {
        const t = rampAt(job.ramp, column, row);
        const bell = 32_767 - times(t, t);
        const band = times(times(bell, bell), job.gain);
        const amount = times(band, clampWord(24_576 + times(pixel.luma, 19_150)));
        return changedPixel(
          pixel,
          each(channelsOf(pixel), (channel) => swept(channel, amount, job)),
        );
      });
    },

    /** Every channel's light is multiplied by the factor of its place, the contrast's, and the share it takes of the light's colour;
     * what is nearly white holds on to some of its own. */
    relight(job) {
      eachPixel(arena, job.picture, (pixel, column, row) => {
        const place = rampAt(job.ramp, column, row);
        const even = clampWord(job.level + times(place, job.slope));
        const lit = clampWord(even + times(times(place, place), job.curve));
        const twice = clampWord(2 * Math.max(0, pixel.luma));
        const white = clampWord(twice + times(twice, 5538));
        const contrasted = clampWord(lit + times(times(32_767 - white, 2 * white - 32_767), job.contrast));
        const square = times(white, white);
        const factor = clampWord(contrasted + times(times(square, square), job.hold));
        const off = white - 19_661;
        const colour = 32_767 - 2 * times(times(off, off), 25_067);
        const { red, green, blue } = channelsOf(pixel);
        const changed = changedPixel(pixel, {
          red: relit(red, factor, times(colour, job.tint.red), job.foot.red, job),
          green: relit(green, factor, times(colour, job.tint.green), job.foot.green, job),
          blue: relit(blue, factor, times(colour, job.tint.blue), job.foot.blue, job),
        });
        return {
          luma: changed.luma,
          u: clampWord(changed.u + times(changed.u, job.saturation)),
          v: clampWord(changed.v + times(changed.v, job.saturation)),
        };
      });
    },
  };
}

/** What a channel gains. */
function swept(channel: number, amount: number, { knee, bend }: SweepJob): number {
  const foot = footUnder(clampWord(channel + times(channel, 13_107)));
  const light = Math.min(clampWord(channel + foot), WHITE + FOOT);
  const over = 2 * Math.max(0, light - knee);
  return times(times(light, 32_767 - 8 * times(times(over, over), bend)), amount);
}

/** What a channel changes by. */
function relit(channel: number, factor: number, tinted: number, rise: number, job: RelightJob): number {
  const foot = footUnder(clampWord(2 * times(channel, rise)));
  const by = clampWord(clampWord(factor + tinted) + times(factor, tinted));
  const lit = Math.min(clampWord(channel + times(clampWord(channel + foot), by)), job.ceiling);
  const over = Math.max(0, lit - job.knee);
  return clampWord(clampWord(lit - 4 * times(times(over, over), job.bend)) - channel);
}

/** The 0.055, but near black no more than keeps black black; below black the mirror image of it. */
function footUnder(rise: number): number {
  return Math.max(-FOOT, Math.min(FOOT, rise));
}

function each({ red, green, blue }: Channels, change: (channel: number) => number): Channels {
  return { red: change(red), green: change(green), blue: change(blue) };
}

/**
 * Changes a picture pixel by pixel. Luma is changed with the chroma sample of its block; chroma with the block's mean luma, at the
 * place of the block's left upper pixel. Everything is read before anything is written.
 */
function eachPixel(
  arena: Arena,
  { y, u, v }: Picture,
  change: (pixel: Pixel, column: number, row: number) => Pixel,
): void {
  const memory = new Uint8Array(arena.memory.buffer);
  const before = memory.slice();
  const at = (column: number, row: number): number => before[y.address + row * y.stride + column] ?? 0;
  for (let row = 0; row < y.heightPx; row++) {
    for (let column = 0; column < y.widthPx; column++) {
      const offset = (row >> 1) * u.stride + (column >> 1);
      const chroma = [before[u.address + offset] ?? 0, before[v.address + offset] ?? 0] as const;
      const pixel = pixelOf(at(column, row), ...chroma);
      const { luma } = change(pixel, column, row);
      memory[y.address + row * y.stride + column] = dithered(clampWord(luma + 1024), column, row);
      if (row % 2 === 1 || column % 2 === 1) continue;
      const four = at(column, row) + at(column + 1, row) + at(column, row + 1) + at(column + 1, row + 1);
      const block = change(pixelOf(four / 4, ...chroma), column, row);
      memory[u.address + offset] = dithered(clampWord(block.u + 8192), column / 2, row / 2);
      memory[v.address + offset] = dithered(clampWord(block.v + 8192), column / 2, row / 2);
    }
  }
}
