// Samples → coefficients of the cubic B-spline through them (Unser, Aldroubi, Eden 1993, "B-spline signal processing", part II),
// first down the columns, then along the rows. Float64 with a fixed order of operations: as repeatable as integers. See
// prefilterColumns and prefilterRows in reference.ts.

/** The pole of the cubic B-spline, √3 − 2. */
const POLE: f64 = -0.2679491924311227;
/** (1 − pole)·(1 − 1/pole). */
const GAIN: f64 = 6;
/** |pole|^14 is below 2⁻²⁶: what lies further is invisible. */
const HORIZON: i32 = 14;

/** Columns filtered side by side. */
const LANES: i32 = 8;

// @ts-ignore: decorator
@inline
function at(buffer: usize, index: i32): usize {
  return buffer + <usize>((index * LANES) << 3);
}

/**
 * `source` u8 → `target` f32, both of `stride` samples a row; `width` is rounded up to 8. `buffer` holds eight f64 for each row.
 */
export function prefilterColumns(
  source: usize, target: usize, width: i32, height: i32, stride: i32, buffer: usize,
): void {
  for (let x = 0; x < width; x += LANES) {
    for (let y = 0; y < height; y++) {
      for (let lane = 0; lane < LANES; lane++) {
        store<f64>(at(buffer, y) + <usize>(lane << 3), (<f64>(<i32>load<u8>(source + <usize>(y * stride + x + lane)) - 128) * GAIN));
      }
    }
    for (let lane = 0; lane < LANES; lane++) filterLane(buffer + <usize>(lane << 3), height);
    for (let y = 0; y < height; y++) {
      for (let lane = 0; lane < LANES; lane++) {
        store<f32>(target + <usize>((y * stride + x + lane) << 2), <f32>load<f64>(at(buffer, y) + <usize>(lane << 3)));
      }
    }
  }
}

/**
 * `source` f32 of `stride` a row → `target` i16 in Q4 of `targetStride` a row, with `border` samples mirrored on every side;
 * `target` is the first sample of the border's first row; `buffer` holds eight f64 for each column.
 */
export function prefilterRows(
  source: usize, stride: i32, target: usize, targetStride: i32, width: i32, height: i32, border: i32, buffer: usize,
): void {
  const inner = target + <usize>((border * targetStride + border) << 1);
  for (let y = 0; y < height; y++) {
    const from = source + <usize>((y * stride) << 2);
    for (let x = 0; x < width; x++) store<f64>(at(buffer, x), <f64>load<f32>(from + <usize>(x << 2)) * GAIN);
    filterLane(buffer, width);
    const to = inner + <usize>((y * targetStride) << 1);
    for (let x = 0; x < width; x++) store<i16>(to + <usize>(x << 1), quantise(load<f64>(at(buffer, x))));
    for (let k = 1; k <= border; k++) {
      store<i16>(to - <usize>(k << 1), load<i16>(to + <usize>(mirror(-k, width) << 1)));
      const right = width - 1 + k;
      store<i16>(to + <usize>(right << 1), load<i16>(to + <usize>(mirror(right, width) << 1)));
    }
  }
  const rowBytes = <usize>((width + 2 * border) << 1);
  for (let k = 1; k <= border; k++) {
    copyRow(target, targetStride, border - k, border + mirror(-k, height), rowBytes);
    copyRow(target, targetStride, border + height - 1 + k, border + mirror(height - 1 + k, height), rowBytes);
  }
}

// @ts-ignore: decorator
@inline
function copyRow(plane: usize, stride: i32, to: i32, from: i32, bytes: usize): void {
  memory.copy(plane + <usize>((to * stride) << 1), plane + <usize>((from * stride) << 1), bytes);
}

/** Index reflected into 0 … count − 1 about the first and the last sample. */
function mirror(index: i32, count: i32): i32 {
  if (count == 1) return 0;
  const period = 2 * (count - 1);
  let folded = index % period;
  if (folded < 0) folded += period;
  return folded < count ? folded : period - folded;
}

/** Causal, then anti-causal recursion over one lane, every eighth f64; mirror-symmetric ends. */
function filterLane(lane: usize, count: i32): void {
  if (count == 1) return;
  let sum = load<f64>(at(lane, 0));
  let power = POLE;
  for (let k = 1; k < HORIZON; k++) {
    sum += power * load<f64>(at(lane, mirror(k, count)));
    power *= POLE;
  }
  store<f64>(at(lane, 0), sum);
  for (let k = 1; k < count; k++) {
    sum = load<f64>(at(lane, k)) + POLE * sum;
    store<f64>(at(lane, k), sum);
  }
  sum = (POLE / (POLE * POLE - 1)) * (POLE * load<f64>(at(lane, count - 2)) + sum);
  store<f64>(at(lane, count - 1), sum);
  for (let k = count - 2; k >= 0; k--) {
    sum = POLE * (sum - load<f64>(at(lane, k)));
    store<f64>(at(lane, k), sum);
  }
}

// @ts-ignore: decorator
@inline
function quantise(value: f64): i16 {
  const scaled = Math.floor(value * 16 + 0.5);
  return <i16>(scaled < -32768 ? -32768 : scaled > 32767 ? 32767 : scaled);
}
