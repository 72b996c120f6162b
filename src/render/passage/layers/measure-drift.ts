import type { Drift } from '../passage-model.js';
import { boxMean, halve, type LumaPlane, sampleAt } from '../luma-plane.js';

/** Pictures are brought together coarse to fine, each time a few rounds of looking again. */
const THOROUGH = { levels: 3, looks: 4, sweeps: 25 };
/** Where most of the drift is known and taken out already. A coarser level would only carry one thing's drift into another. */
const BRIEF = { levels: 2, looks: 3, sweeps: 10 };
/** How stiff the field is, and how strongly it is held at nothing where the pictures say nothing. */
const STIFFNESS = 100;
const PULL = 0.002;
/** Differences of brightness well above this are taken for something else than drift. */
const ROBUST = 8;
/** The furthest that a drift goes, in cells of the finest level. */
const DRIFT_MAX = 9;
/** Cells that are trusted less than this are not looked at. */
const TRUST_MIN = 0.01;
/** Drift of fewer cells than the first is taken for none, of more than the second for what it is: a layer that rests is painted in no time. */
const NOTHING = { below: 0.06, above: 0.18 };
/** Over-relaxation of the sweeps. */
const OVER = 1.6;

/** Cells around what is trusted in which the field fades out. */
const MARGIN = 24;

/**
 * What is left over when two pictures have been brought halfway to each other: a smooth field, in frame coordinates, by which the first
 * goes back by one half and the last on by one half until they agree. `trust` (0 to 1 a cell) says where both show the same thing; where
 * that is nowhere, undefined. Variational optical flow in the manner of Horn and Schunck (1981), symmetric, robust, coarse to fine. `isBrief` where little is left, of
 * a drift that is known: it takes a quarter of the time.
 */
export function measureDrift(first: LumaPlane, last: LumaPlane, trust: LumaPlane, isBrief = false): Drift | undefined {
  const { levels: count, looks, sweeps } = isBrief ? BRIEF : THOROUGH;
  const box = boxOf(trust);
  if (box === undefined) return undefined;
  const cut = (plane: LumaPlane): LumaPlane => cutOut(plane, box);
  const levels = [levelOf(cut(withoutLight(first)), cut(withoutLight(last)), cut(trust))];
  for (let level = levels.at(-1); level !== undefined && levels.length < count; level = levels.at(-1)) {
    levels.push(levelOf(halve(level.first), halve(level.last), halve(level.trust)));
  }
  let field: Field | undefined;
  for (const [index, level] of [...levels.entries()].reverse()) {
    const next: Field = field === undefined ? emptyField(level.first) : doubled(field, level.first);
    for (let look = 0; look < looks; look++) relax(next, level, DRIFT_MAX / 2 ** index, sweeps);
    field = next;
  }
  return field === undefined ? undefined : inFrame(field, box, first);
}

/** A part of a plane, in cells. */
interface Box {
  readonly left: number;
  readonly top: number;
  readonly columns: number;
  readonly rows: number;
}

function boxOf({ columns, rows, values }: LumaPlane): Box | undefined {
  let [left, right, top, bottom] = [columns, -1, rows, -1];
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      if ((values[at] ?? 0) < TRUST_MIN) continue;
      left = Math.min(left, column);
      right = Math.max(right, column);
      top = Math.min(top, row);
      bottom = row;
    }
  }
  if (right < 0) return undefined;
  left = Math.max(0, left - MARGIN);
  top = Math.max(0, top - MARGIN);
  return {
    left,
    top,
    columns: Math.min(columns, right + 1 + MARGIN) - left,
    rows: Math.min(rows, bottom + 1 + MARGIN) - top,
  };
}

function cutOut(plane: LumaPlane, { left, top, columns, rows }: Box): LumaPlane {
  const values = new Float32Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    const from = (top + row) * plane.columns + left;
    values.set(plane.values.subarray(from, from + columns), row * columns);
  }
  return { columns, rows, values };
}

/** The field where its box was, fading out to nothing beyond it, in frame heights. */
function inFrame(field: Field, box: Box, { columns, rows }: LumaPlane): Drift {
  const drift = { columns, rows, x: new Float32Array(columns * rows), y: new Float32Array(columns * rows) };
  for (let row = 0, at = 0; row < box.rows; row++) {
    for (let column = 0; column < box.columns; column++, at++) {
      const to = (box.top + row) * columns + box.left + column;
      const inside = Math.min(
        box.left === 0 ? MARGIN : column,
        box.top === 0 ? MARGIN : row,
        box.left + box.columns === columns ? MARGIN : box.columns - 1 - column,
        box.top + box.rows === rows ? MARGIN : box.rows - 1 - row,
      );
      const length = Math.hypot(field.x[at] ?? 0, field.y[at] ?? 0);
      const seen = Math.min(1, Math.max(0, (length - NOTHING.below) / (NOTHING.above - NOTHING.below)));
      const share = (Math.min(1, inside / MARGIN) * seen) / rows;
      if (share === 0) continue;
      drift.x[to] = (field.x[at] ?? 0) * share;
      drift.y[to] = (field.y[at] ?? 0) * share;
    }
  }
  return drift;
}

/** A field in cells. */
interface Field {
  readonly columns: number;
  readonly rows: number;
  readonly x: Float32Array;
  readonly y: Float32Array;
}

interface Level {
  readonly first: LumaPlane;
  readonly last: LumaPlane;
  readonly trust: LumaPlane;
  /** Where the field is moved: {@link runsNear}. */
  readonly near: Int32Array;
}

function levelOf(first: LumaPlane, last: LumaPlane, trust: LumaPlane): Level {
  return { first, last, trust, near: runsNear(trust) };
}

function emptyField({ columns, rows }: LumaPlane): Field {
  return { columns, rows, x: new Float32Array(columns * rows), y: new Float32Array(columns * rows) };
}

/** Most of the slow changes of brightness taken out: light may differ between the stills. */
function withoutLight(plane: LumaPlane): LumaPlane {
  const mean = boxMean(plane.values, plane, 10);
  return { ...plane, values: plane.values.map((value, at) => value - 0.8 * (mean[at] ?? 0)) };
}

function doubled({ columns, rows, x, y }: Field, size: LumaPlane): Field {
  const field = emptyField(size);
  for (let row = 0, at = 0; row < size.rows; row++) {
    for (let column = 0; column < size.columns; column++, at++) {
      const [u, v] = [(column - 0.5) / 2, (row - 0.5) / 2];
      field.x[at] = 2 * sampleAt(x, columns, rows, u, v);
      field.y[at] = 2 * sampleAt(y, columns, rows, u, v);
    }
  }
  return field;
}

/** Looks where the field puts things now, and moves it to where they agree better. */
function relax(
  { columns, rows, x, y }: Field,
  { first, last, trust, near }: Level,
  most: number,
  sweeps: number,
): void {
  const cells = columns * rows;
  const [slopeX, slopeY, rest, gain] = [0, 1, 2, 3].map(() => new Float32Array(cells));
  if (slopeX === undefined || slopeY === undefined || rest === undefined || gain === undefined) return;
  const [a, b] = [first.values, last.values];
  for (let row = 0, at = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++, at++) {
      if ((trust.values[at] ?? 0) < TRUST_MIN) continue;
      const [u, v] = [x[at] ?? 0, y[at] ?? 0];
      const [ax, ay, bx, by] = [column - u / 2, row - v / 2, column + u / 2, row + v / 2];
      const right = sampleAt(a, columns, rows, ax + 1, ay) + sampleAt(b, columns, rows, bx + 1, by);
      const left = sampleAt(a, columns, rows, ax - 1, ay) + sampleAt(b, columns, rows, bx - 1, by);
      const lower = sampleAt(a, columns, rows, ax, ay + 1) + sampleAt(b, columns, rows, bx, by + 1);
      const upper = sampleAt(a, columns, rows, ax, ay - 1) + sampleAt(b, columns, rows, bx, by - 1);
      const miss = sampleAt(b, columns, rows, bx, by) - sampleAt(a, columns, rows, ax, ay);
      const [sx, sy] = [(right - left) / 4, (lower - upper) / 4];
      const weight = (trust.values[at] ?? 0) / (1 + (miss / ROBUST) ** 2);
      slopeX[at] = sx;
      slopeY[at] = sy;
      rest[at] = miss - sx * u - sy * v;
      gain[at] = weight / (STIFFNESS + weight * (sx * sx + sy * sy));
    }
  }
  const share = 1 / (4 * (1 + PULL));
  for (let sweep = 0; sweep < sweeps; sweep++) {
    for (let run = 0; run < near.length; run += 2) {
      const [from, end] = [near[run]!, near[run + 1]!];
      const row = Math.floor(from / columns);
      const up = row === 0 ? 0 : columns;
      const down = row === rows - 1 ? 0 : columns;
      const [leftmost, rightmost] = [row * columns, row * columns + columns - 1];
      for (let at = from; at < end; at++) {
        const west = at === leftmost ? at : at - 1;
        const east = at === rightmost ? at : at + 1;
        const meanX = (x[west]! + x[east]! + x[at - up]! + x[at + down]!) * share;
        const meanY = (y[west]! + y[east]! + y[at - up]! + y[at + down]!) * share;
        const [sx, sy] = [slopeX[at]!, slopeY[at]!];
        const step = gain[at]! * (sx * meanX + sy * meanY + rest[at]!);
        x[at] = x[at]! + OVER * (meanX - sx * step - x[at]!);
        y[at] = y[at]! + OVER * (meanY - sy * step - y[at]!);
      }
    }
  }
  for (let at = 0; at < cells; at++) {
    const length = Math.hypot(x[at] ?? 0, y[at] ?? 0);
    if (length <= most) continue;
    x[at] = ((x[at] ?? 0) * most) / length;
    y[at] = ((y[at] ?? 0) * most) / length;
  }
}

/** The runs of cells, first and one past the last, with something trusted within {@link MARGIN}: elsewhere nothing says anything. */
function runsNear({ columns, rows, values }: LumaPlane): Int32Array {
  const isTrusted = values.map((value) => (value < TRUST_MIN ? 0 : 1));
  const about = boxMean(isTrusted, { columns, rows }, MARGIN);
  // Of the square's cells one; what sums leave over by rounding is far less.
  const one = 0.5 / (2 * MARGIN + 1) ** 2;
  const runs: number[] = [];
  for (let row = 0; row < rows; row++) {
    for (let column = 0, from = -1; column <= columns; column++) {
      const at = row * columns + column;
      const isNear = column < columns && about[at]! > one;
      if (isNear && from < 0) from = at;
      if (isNear || from < 0) continue;
      runs.push(from, at);
      from = -1;
    }
  }
  return Int32Array.from(runs);
}
