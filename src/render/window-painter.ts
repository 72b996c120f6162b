import { type AxisWindow, fillFilterTable, tapsFor } from './filter-table.js';
import type { Arena } from './kernels/arena.js';
import type { WindowJob } from './kernels/painting-kernels.js';
import type { Grid, PainterParts } from './output-planes.js';
import type { Painter } from './renderer.js';
import { type Size, type Window, windowOf } from './view.js';

/** The kernel sums two rows at a time, and eight columns. */
const ROW_MULTIPLE = 2;
const COLUMN_MULTIPLE = 8;

/** A filter table in the arena, filled for one frame after the other. */
interface ArenaTable {
  fill(axis: AxisWindow): WindowJob['columns'];
}

/** A window of a plane, axis by axis. */
interface Axes {
  readonly columns: AxisWindow;
  readonly rows: AxisWindow;
}

/** Paints upright poses: a window of the base, resampled by separable Lanczos-3 filters. */
export function createWindowPainter({ arena, kernels, base, baseSize, output, plan }: PainterParts): Painter {
  const step = { x: baseSize.widthPx / plan.output.widthPx, y: baseSize.heightPx / plan.output.heightPx };
  const scratch = arena.allocate(2 * (baseSize.widthPx + 64));
  const grids = output.grids.map((grid) => ({
    grid,
    columns: createArenaTable(arena, grid.widthPx, step.x, COLUMN_MULTIPLE),
    rows: createArenaTable(arena, grid.heightPx, step.y, ROW_MULTIPLE),
  }));

  return {
    paint({ pose }) {
      const window = windowOf(pose, baseSize);
      for (const { grid, columns, rows } of grids) {
        const axes = axesOf(grid, window, baseSize);
        const job = { columns: columns.fill(axes.columns), rows: rows.fill(axes.rows), scratch };
        for (const target of grid.planes) kernels.resampleWindow({ ...job, source: base[target.channel], target });
      }
    },
  };
}

function axesOf({ subsampling, siting, widthPx, heightPx }: Grid, window: Window, base: Size): Axes {
  const axis = (startPx: number, spanPx: number, basePx: number, count: number, phase: number): AxisWindow => ({
    sourceSize: Math.ceil(basePx * subsampling),
    start: startPx * subsampling,
    step: (spanPx * subsampling) / count,
    count,
    phase,
  });
  return {
    columns: axis(window.leftPx, window.widthPx, base.widthPx, widthPx, siting.x),
    rows: axis(window.topPx, window.heightPx, base.heightPx, heightPx, siting.y),
  };
}

/** A table for `count` output samples, large enough for every step up to the widest. */
function createArenaTable(arena: Arena, count: number, widestStep: number, multiple: number): ArenaTable {
  // The kernel writes eight columns at a time: the starts and weights past the last one are zero, and harmless.
  const entries = Math.ceil(count / COLUMN_MULTIPLE) * COLUMN_MULTIPLE;
  const starts = arena.allocate(4 * entries);
  const weights = arena.allocate(2 * entries * tapsFor(widestStep, multiple));
  return {
    fill(axis) {
      const { buffer } = arena.memory;
      const taps = tapsFor(axis.step, multiple);
      const table = {
        starts: new Int32Array(buffer, starts, entries),
        weights: new Int16Array(buffer, weights, entries * taps),
        taps,
      };
      fillFilterTable(table, axis);
      const to = (table.starts[count - 1] ?? 0) + taps;
      return { starts, weights, taps, from: table.starts[0] ?? 0, to: Math.min(to, axis.sourceSize) };
    },
  };
}
