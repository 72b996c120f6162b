import { type AxisWindow, fillFilterTable, type FilterTable, tapsFor } from './filter-table.js';
import type { Arena } from './kernels/arena.js';
import type { OutputPlane, PainterParts } from './output-planes.js';
import type { Painter } from './renderer.js';
import { type Window, windowOf } from './view.js';

/** The kernel sums two rows at a time, and eight columns. */
const ROW_MULTIPLE = 2;
const COLUMN_MULTIPLE = 8;

/** A filter table in the arena, large enough for every step of the path. */
interface ArenaTable {
  readonly starts: number;
  readonly weights: number;
  readonly count: number;
  fill(axis: AxisWindow): FilterTable;
}

/** Paints upright poses: a window of the base, resampled by separable Lanczos-3 filters. */
export function createWindowPainter({ arena, kernels, base, baseSize, output, plan }: PainterParts): Painter {
  const [luma, chroma] = output.planes;
  if (luma === undefined || chroma === undefined) throw new RangeError('A frame has three planes.');
  const widest = { x: baseSize.widthPx / plan.output.widthPx, y: baseSize.heightPx / plan.output.heightPx };
  const tables = [luma, chroma].map((plane) => ({
    columns: createArenaTable(arena, plane.widthPx, widest.x, COLUMN_MULTIPLE),
    rows: createArenaTable(arena, plane.heightPx, widest.y, ROW_MULTIPLE),
  }));
  const scratch = arena.allocate(2 * (baseSize.widthPx + 64));

  return {
    paint(pose) {
      const window = windowOf(pose, baseSize);
      for (const plane of output.planes) {
        const table = tables[plane === luma ? 0 : 1];
        if (table === undefined) continue;
        const source = base[plane.channel];
        // U and V share their tables; filling them twice costs less than it would to say so.
        const columns = table.columns.fill(columnsOf(plane, window, source.widthPx));
        const rows = table.rows.fill(rowsOf(plane, window, source.heightPx));
        const firstColumn = columns.starts[0] ?? 0;
        const endColumn = Math.min((columns.starts[plane.widthPx - 1] ?? 0) + columns.taps, source.widthPx);
        kernels.resampleWindow(
          source.address,
          source.stride,
          firstColumn,
          endColumn,
          table.rows.starts,
          table.rows.weights,
          rows.taps,
          table.columns.starts,
          table.columns.weights,
          columns.taps,
          plane.address,
          plane.stride,
          plane.widthPx,
          plane.heightPx,
          scratch,
        );
      }
    },
  };
}

function columnsOf(plane: OutputPlane, window: Window, sourceSize: number): AxisWindow {
  const { subsampling, siting, widthPx: count } = plane;
  const start = window.leftPx * subsampling;
  return { sourceSize, start, step: (window.widthPx * subsampling) / count, count, phase: siting.x };
}

function rowsOf(plane: OutputPlane, window: Window, sourceSize: number): AxisWindow {
  const { subsampling, siting, heightPx: count } = plane;
  const start = window.topPx * subsampling;
  return { sourceSize, start, step: (window.heightPx * subsampling) / count, count, phase: siting.y };
}

function createArenaTable(arena: Arena, count: number, widestStep: number, multiple: number): ArenaTable {
  // The kernel writes eight columns at a time: the starts and weights past the last one are zero, and harmless.
  const entries = Math.ceil(count / COLUMN_MULTIPLE) * COLUMN_MULTIPLE;
  const mostTaps = tapsFor(widestStep, multiple);
  const starts = arena.allocate(4 * entries);
  const weights = arena.allocate(2 * entries * mostTaps);
  return {
    starts,
    weights,
    count,
    fill(axis) {
      const { buffer } = arena.memory;
      const taps = tapsFor(axis.step, multiple);
      const table: FilterTable = {
        starts: new Int32Array(buffer, starts, entries),
        weights: new Int16Array(buffer, weights, entries * taps),
        taps,
      };
      fillFilterTable(table, axis);
      return table;
    },
  };
}
