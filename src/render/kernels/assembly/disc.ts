// What a lens makes of a point out of focus: a disc, in light. See sumLight and blurDisc in reference/focus.ts.

/** Light is taken as the square of a code, and chroma grows with it: then red, green and blue add up as light does. */
// @ts-ignore: decorator
@inline
function code(luma: i32): i32 {
  return (luma + 32) >> 6;
}

/**
 * Running sums along each row of luma² and luma × chroma: entry k holds the sum of all samples before k, counted from −`reach`; the
 * row's ends go on for `reach` samples. `luma` is in Q6.
 */
export function sumLight(
  luma: usize, lumaStride: i32, u: usize, v: usize, chromaStride: i32, width: i32, height: i32,
  light: usize, uLight: usize, vLight: usize, stride: i32, reach: i32,
): void {
  for (let row = 0; row < height; row++) {
    const from = luma + <usize>(row * lumaStride << 1);
    const fromU = u + <usize>(row * chromaStride);
    const fromV = v + <usize>(row * chromaStride);
    let at = <usize>((row * stride - reach) << 2);
    let sum: i32 = 0;
    let sumU: i32 = 0;
    let sumV: i32 = 0;
    for (let k = -reach; k <= width + reach; k++) {
      store<i32>(light + at, sum);
      store<i32>(uLight + at, sumU);
      store<i32>(vLight + at, sumV);
      at += 4;
      const x = k < 0 ? 0 : k < width ? k : width - 1;
      const y = code(load<i16>(from + (<usize>x << 1)));
      sum += y * y;
      sumU += y * (<i32>load<u8>(fromU + <usize>x) - 128);
      sumV += y * (<i32>load<u8>(fromV + <usize>x) - 128);
    }
  }
}

/** The sums of the disc's rows at four places. */
// @ts-ignore: decorator
@inline
function discSum(sums: usize, ends: usize, rows: i32, column: usize): v128 {
  let total = i32x4.splat(0);
  for (let row = 0; row < rows; row++) {
    const left = sums + <usize>load<i32>(ends + (<usize>row << 3)) + column;
    const right = sums + <usize>load<i32>(ends + (<usize>row << 3), 4) + column;
    total = i32x4.add(total, i32x4.sub(v128.load(right), v128.load(left)));
  }
  return total;
}

/**
 * The mean light of a disc about each sample, as codes again: luma from black, chroma too, in Q6. The disc's rows, 2 × `reach` + 1, reach
 * `halves` samples to both sides. `share` is one over the disc's samples in Q24. `roots` is a table of square roots in Q6 as i16,
 * `inverses` of 2^28 over luma's Q4. `scratch` holds 2 i32 a row of the disc and 12 more. Writes one sample
 * before and one behind a row of luma.
 */
export function blurDisc(
  light: usize, uLight: usize, vLight: usize, stride: i32, halves: usize, reach: i32, share: i32,
  roots: usize, inverses: usize, width: i32, height: i32,
  luma: usize, u: usize, v: usize, targetStride: i32, scratch: usize,
): void {
  const rows = 2 * reach + 1;
  const ends = scratch + 48;
  for (let row = 0; row < height; row++) {
    for (let r = 0; r < rows; r++) {
      const at = row + r - reach;
      const from = (at < 0 ? 0 : at < height ? at : height - 1) * stride;
      const half = load<i32>(halves + (<usize>r << 2));
      store<i32>(ends + (<usize>r << 3), (from - half) << 2);
      store<i32>(ends + (<usize>r << 3), (from + half + 1) << 2, 4);
    }
    const to = <usize>(row * targetStride << 1);
    for (let x = 0; x < width; x += 4) {
      const column = <usize>x << 2;
      v128.store(scratch, discSum(light, ends, rows, column));
      v128.store(scratch, discSum(uLight, ends, rows, column), 16);
      v128.store(scratch, discSum(vLight, ends, rows, column), 32);
      // Beyond the row's end sums mean nothing, and would be looked up where no table is.
      const lanes = <usize>min(4, width - x);
      for (let lane: usize = 0; lane < lanes; lane++) {
        const at = to + ((<usize>x + lane) << 1);
        const mean = <i32>((<i64>load<i32>(scratch + (lane << 2)) * share + (1 << 23)) >> 24);
        const root = <i32>load<i16>(roots + (<usize>mean << 1));
        const inverse = <i64>load<i32>(inverses + (<usize>(root >> 2) << 2));
        store<i16>(luma + at, <i16>root);
        store<i16>(u + at, chromaOf(load<i32>(scratch + (lane << 2), 16), share, inverse));
        store<i16>(v + at, chromaOf(load<i32>(scratch + (lane << 2), 32), share, inverse));
      }
    }
    store<i16>(luma + to - 2, load<i16>(luma + to));
    store<i16>(luma + to + (<usize>width << 1), load<i16>(luma + to + (<usize>width << 1) - 2));
  }
}

/** Mean of luma × chroma in Q8, over luma: chroma in Q6. */
// @ts-ignore: decorator
@inline
function chromaOf(sum: i32, share: i32, inverse: i64): i16 {
  const mean = (<i64>sum * share) >> 16;
  const chroma = <i32>((mean * inverse + (1 << 25)) >> 26) + 8192;
  return <i16>(chroma < 0 ? 0 : chroma < 16320 ? chroma : 16320);
}
