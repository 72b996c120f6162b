import { describe, expect, it } from 'vitest';
import type { CameraPose } from '../../motion/camera-path.js';
import { WHOLE_STILL } from '../../motion/camera-path.js';
import { WHOLE_CLIP } from '../../motion/timing.js';
import { createBasePlanes } from '../base-planes.js';
import { type Homography, IDENTITY } from '../homography.js';
import { type Arena, createArena } from '../kernels/arena.js';
import { type Kernels, loadKernels } from '../kernels/kernels.js';
import { both, expectSameBytes } from '../kernels/testing/both-kernels.js';
import { createOutputPlanes } from '../output-planes.js';
import type { RenderedFrame, RenderPlan } from '../renderer.js';
import { createWarpPainter } from '../warp-painter.js';
import { createWindowPainter } from '../window-painter.js';
import type { Cover, Drift, PassageLayer, PassageModel } from './passage-model.js';
import { createPassagePainter } from './passage-painter.js';

const SIZE = { widthPx: 320, heightPx: 180 };
const CELLS = { columns: 160, rows: 90 };

type Scene = (x: number, y: number) => number;

/** A picture in grey, known everywhere: places in pixels, each pixel the mean of sixteen places in it. */
function still(scene: Scene, { widthPx, heightPx } = SIZE): Uint8Array {
  const rgb = new Uint8Array(widthPx * heightPx * 3);
  const offsets = [0.125, 0.375, 0.625, 0.875];
  for (let y = 0; y < heightPx; y++) {
    for (let x = 0; x < widthPx; x++) {
      let sum = 0;
      for (const down of offsets) for (const right of offsets) sum += scene(x + right, y + down);
      rgb.fill(Math.round(sum / 16), 3 * (y * widthPx + x), 3 * (y * widthPx + x) + 3);
    }
  }
  return rgb;
}

/** Texture between 60 and 120, of waves far below the picture's limit. */
const ground: Scene = (x, y) => 90 + 15 * Math.sin(x / 3) + 15 * Math.cos(y / 4 + x / 9);

function withSquare(left: number, top: number, side: number, code = 230): Scene {
  return (x, y) => (x >= left && x < left + side && y >= top && y < top + side ? code : ground(x, y));
}

function coverOf(isIn: (x: number, y: number) => boolean): Cover {
  const values = Uint8Array.from({ length: CELLS.columns * CELLS.rows }, (_, index) => {
    const [x, y] = [(index % CELLS.columns) + 0.5, Math.floor(index / CELLS.columns) + 0.5];
    return isIn((x * SIZE.widthPx) / CELLS.columns, (y * SIZE.heightPx) / CELLS.rows) ? 255 : 0;
  });
  return { ...CELLS, values };
}

const EVERYWHERE = coverOf(() => true);

/** Moves by so many pixels of the frame. */
function shift(xPx: number, yPx: number): (moment: number) => Homography {
  return (moment) => [1, 0, (moment * xPx) / SIZE.heightPx, 0, 1, (moment * yPx) / SIZE.heightPx, 0, 0, 1];
}

function inBox(left: number, top: number, side: number): (x: number, y: number) => boolean {
  return (x, y) => x >= left && x < left + side && y >= top && y < top + side;
}

const resting = (layer: Partial<PassageLayer>): PassageLayer => ({
  at: () => IDENTITY,
  inFirst: EVERYWHERE,
  inLast: EVERYWHERE,
  drift: undefined,
  ...layer,
});

/** A square of 60 that goes 40 to the right and 16 down over a ground that stands still. */
const SQUARE = { left: 60, top: 40, side: 60, wayX: 40, wayY: 16 };
const FIRST = still(withSquare(SQUARE.left, SQUARE.top, SQUARE.side));
const LAST = still(withSquare(SQUARE.left + SQUARE.wayX, SQUARE.top + SQUARE.wayY, SQUARE.side));
const inFirst = inBox(SQUARE.left, SQUARE.top, SQUARE.side);
const inLast = inBox(SQUARE.left + SQUARE.wayX, SQUARE.top + SQUARE.wayY, SQUARE.side);
const TRAVEL: readonly PassageLayer[] = [
  resting({ inFirst: coverOf((x, y) => !inFirst(x, y)), inLast: coverOf((x, y) => !inLast(x, y)) }),
  resting({ at: shift(SQUARE.wayX, SQUARE.wayY), inFirst: coverOf(inFirst), inLast: coverOf(inLast) }),
];

interface Stage {
  readonly layers: readonly PassageLayer[];
  readonly first?: Uint8Array;
  readonly last?: Uint8Array;
  readonly baseSize?: typeof SIZE;
  readonly output?: typeof SIZE;
  readonly way?: PassageModel['way'];
}

function stage(arena: Arena, kernels: Kernels, given: Stage): (passage: number, pose?: CameraPose) => RenderedFrame {
  const { layers, first = FIRST, last = LAST, baseSize = SIZE, output: size = SIZE, way = 'layers' } = given;
  const output = createOutputPlanes(arena, size);
  const painter = createPassagePainter({
    ...{ arena, kernels, baseSize, output, plan: planOf(size), createGround: createWindowPainter },
    first: createBasePlanes(arena, kernels, first, baseSize),
    last: createBasePlanes(arena, kernels, last, baseSize),
    model: { way, confidence: 1, layers },
  });
  return (passage, pose = WHOLE_STILL) => {
    painter.paint({ pose, passage });
    return output.view();
  };
}

function planOf(output: typeof SIZE): RenderPlan {
  const directions = { camera: [], actions: [], passage: WHOLE_CLIP };
  return { directions, loop: 'none', output, frameCount: 9, fps: 24 };
}

async function staged(given: Stage): Promise<(passage: number, pose?: CameraPose) => RenderedFrame> {
  const arena = createArena();
  return stage(arena, await loadKernels(arena), given);
}

/** A frame of one still alone. */
async function alone(rgb: Uint8Array, pose: CameraPose, paint = createWindowPainter): Promise<RenderedFrame> {
  const arena = createArena();
  const kernels = await loadKernels(arena);
  const output = createOutputPlanes(arena, SIZE);
  const base = createBasePlanes(arena, kernels, rgb, SIZE);
  const painter = paint({ arena, kernels, base, baseSize: SIZE, output, plan: planOf(SIZE) });
  painter.paint({ pose, passage: 0 });
  return output.view();
}

function expectSameFrame(actual: RenderedFrame, expected: RenderedFrame): void {
  for (const channel of ['y', 'u', 'v'] as const) expectSameBytes([actual[channel], expected[channel]]);
}

/** Luma's code of a grey. */
function lumaOf(grey: number): number {
  return 16 + (grey * 219) / 255;
}

/** The middle of what is bright in a frame. */
function centroid({ y: luma }: RenderedFrame): { x: number; y: number } {
  const threshold = lumaOf(140);
  let [sum, sumX, sumY] = [0, 0, 0];
  for (const [index, code] of luma.entries()) {
    if (code < threshold) continue;
    const weight = Math.min(1, (code - threshold) / (lumaOf(175) - threshold));
    sum += weight;
    sumX += weight * ((index % SIZE.widthPx) + 0.5);
    sumY += weight * (Math.floor(index / SIZE.widthPx) + 0.5);
  }
  return { x: sumX / sum, y: sumY / sum };
}

const POSES: Readonly<Record<string, CameraPose>> = {
  'the whole still': WHOLE_STILL,
  'a closer look': { centreX: 0.45, centreY: 0.55, zoom: 1.2, rollRad: 0, yawRad: 0 },
};

describe('a passage', () => {
  it.each(Object.keys(POSES))('begins and ends with the stills, byte for byte, from %s', async (name) => {
    const pose = POSES[name] ?? WHOLE_STILL;
    const frame = await staged({ layers: TRAVEL });
    for (const [passage, rgb] of [
      [0, FIRST],
      [1, LAST],
      [0, FIRST],
    ] as const) {
      frame(0.3, pose);
      expectSameFrame(frame(passage, pose), await alone(rgb, pose));
    }
  });

  it('begins with what a turning camera sees too', async () => {
    const arena = createArena();
    const kernels = await loadKernels(arena);
    const output = createOutputPlanes(arena, SIZE);
    const bases = [FIRST, LAST].map((rgb) => createBasePlanes(arena, kernels, rgb, SIZE));
    const [first, last] = bases as [(typeof bases)[0], (typeof bases)[0]];
    const pose = { centreX: 0.5, centreY: 0.5, zoom: 1.3, rollRad: 0.05, yawRad: 0.1 };
    const painter = createPassagePainter({
      ...{ arena, kernels, baseSize: SIZE, output, plan: planOf(SIZE), createGround: createWarpPainter, first, last },
      model: { way: 'layers', confidence: 1, layers: TRAVEL },
    });
    painter.paint({ pose, passage: 0 });
    expectSameFrame(output.view(), await alone(FIRST, pose, createWarpPainter));
  });

  it('leaves the first still without a jump, and comes to the last', async () => {
    const frame = await staged({ layers: TRAVEL });
    for (const [near, end] of [
      [0.0002, 0],
      [0.9998, 1],
    ] as const) {
      const luma = frame(end).y.slice();
      const most = frame(near).y.reduce(
        (worst, code, index) => Math.max(worst, Math.abs(code - (luma[index] ?? 0))),
        0,
      );
      expect(most).toBeLessThanOrEqual(3);
    }
  });

  it.each([0.25, 0.5, 0.75])('has a layer where it should be at %d, and the ground where it was', async (passage) => {
    const frame = (await staged({ layers: TRAVEL }))(passage);
    const middle = centroid(frame);
    expect(Math.abs(middle.x - (90 + passage * SQUARE.wayX))).toBeLessThan(0.1);
    expect(Math.abs(middle.y - (70 + passage * SQUARE.wayY))).toBeLessThan(0.1);
    const isSquare = inBox(57 + passage * SQUARE.wayX, 37 + passage * SQUARE.wayY, 66);
    let worst = 0;
    for (let y = 0; y < SIZE.heightPx; y++) {
      for (let x = 0; x < SIZE.widthPx; x++) {
        if (isSquare(x, y)) continue;
        // A cover of cells of two pixels leaves a little of the square's own edge behind.
        const code = frame.y[y * SIZE.widthPx + x] ?? 0;
        const isEdge = [inFirst, inLast].some(
          (is) => is(x + 3, y + 3) !== is(x - 3, y - 3) || is(x + 3, y - 3) !== is(x - 3, y + 3),
        );
        if (!isEdge) worst = Math.max(worst, Math.abs(code - lumaOf(ground(x + 0.5, y + 0.5))));
      }
    }
    expect(worst).toBeLessThan(3);
  });

  it('is seen by a camera that has come closer', async () => {
    const pose = { centreX: 0.4, centreY: 0.45, zoom: 1.25, rollRad: 0, yawRad: 0 };
    const middle = centroid((await staged({ layers: TRAVEL }))(0.5, pose));
    expect(Math.abs(middle.x - (160 + 1.25 * (110 - 0.4 * 320)))).toBeLessThan(0.2);
    expect(Math.abs(middle.y - (90 + 1.25 * (78 - 0.45 * 180)))).toBeLessThan(0.2);
  });

  it('takes layers past each other', async () => {
    const [left, right] = [inBox(40, 50, 60), inBox(220, 70, 60)];
    const scene = (x1: number, x2: number): Scene => {
      const [one, two] = [inBox(x1, 50, 60), inBox(x2, 70, 60)];
      return (x, y) => (one(x, y) ? 240 : two(x, y) ? 20 : ground(x, y));
    };
    const [at1, at2] = [inBox(220, 50, 60), inBox(40, 70, 60)];
    const frame = await staged({
      first: still(scene(40, 220)),
      last: still(scene(220, 40)),
      layers: [
        resting({
          inFirst: coverOf((x, y) => !left(x, y) && !right(x, y)),
          inLast: coverOf((x, y) => !at1(x, y) && !at2(x, y)),
        }),
        resting({ at: shift(180, 0), inFirst: coverOf(left), inLast: coverOf(at1) }),
        resting({ at: shift(-180, 0), inFirst: coverOf(right), inLast: coverOf(at2) }),
      ],
    });
    const codeAt = (passage: number, x: number, y: number): number => frame(passage).y[y * SIZE.widthPx + x] ?? 0;
    // Ground that both stills show is behind what hides some of it in either: a sixteenth of it remains.
    expect(Math.abs(codeAt(0.25, 115, 80) - lumaOf(240))).toBeLessThan(12);
    expect(Math.abs(codeAt(0.25, 205, 100) - lumaOf(20))).toBeLessThan(12);
    expect(Math.abs(codeAt(0.75, 205, 80) - lumaOf(240))).toBeLessThan(12);
    expect(Math.abs(codeAt(0.75, 115, 100) - lumaOf(20))).toBeLessThan(12);
    // Nothing says which of the two is in front: where they meet both show, and the ground does not.
    expect(Math.abs(codeAt(0.5, 160, 90) - lumaOf(130))).toBeLessThan(5);
  });

  it('shows the nearer of two layers that one still each shows', async () => {
    const [dark, light] = [still(() => 40), still(() => 200)];
    const nowhere = coverOf(() => false);
    const near = (nearness: number): readonly PassageLayer[] => [
      resting({ inLast: nowhere, nearness }),
      resting({ inFirst: nowhere, nearness: 1 - nearness }),
    ];
    const at = 90 * SIZE.widthPx + 160;
    const [first, last] = await Promise.all(
      [1, 0].map(async (nearness) => (await staged({ layers: near(nearness), first: dark, last: light }))(0.5).y[at]!),
    );
    // Not a hundredth of what is behind shows: as a second rim beside a thing it would.
    expect(first! - lumaOf(40)).toBeLessThan(0.01 * (lumaOf(200) - lumaOf(40)));
    expect(lumaOf(200) - last!).toBeLessThan(0.01 * (lumaOf(200) - lumaOf(40)));
  });

  it('lets a layer leave the frame', async () => {
    const first = withSquare(250, 60, 50);
    const frame = await staged({
      first: still(first),
      last: still(ground),
      layers: [
        resting({ inFirst: coverOf((x, y) => !inBox(250, 60, 50)(x, y)) }),
        resting({ at: shift(120, 0), inFirst: coverOf(inBox(250, 60, 50)), inLast: coverOf(() => false) }),
      ],
    });
    const row = frame(0.4).y.subarray(85 * SIZE.widthPx, 86 * SIZE.widthPx);
    // The ground behind it, seen in both stills, still counts a sixteenth.
    expect(Math.abs((row[SIZE.widthPx - 1] ?? 0) - lumaOf(230))).toBeLessThan(12);
    expect(row.findIndex((code) => code > lumaOf(160))).toBe(298);
  });

  it('follows drift, and is still exact at its ends', async () => {
    const zero = new Float32Array(CELLS.columns * CELLS.rows);
    const drift: Drift = { ...CELLS, x: zero.map(() => 40 / SIZE.heightPx), y: zero };
    const frame = await staged({
      last: still(withSquare(100, 40, 60)),
      layers: [
        resting({ inFirst: coverOf((x, y) => !inFirst(x, y)), inLast: coverOf((x, y) => !inBox(100, 40, 60)(x, y)) }),
        resting({ drift, inFirst: coverOf(inFirst), inLast: coverOf(inBox(100, 40, 60)) }),
      ],
    });
    for (const passage of [0.25, 0.5, 0.75]) {
      expect(Math.abs(centroid(frame(passage)).x - (90 + 40 * passage))).toBeLessThan(0.3);
    }
    expectSameFrame(frame(0), await alone(FIRST, WHOLE_STILL));
  });

  it('that is a dissolve mixes the two stills and nothing else', async () => {
    const [first, last] = [await alone(FIRST, WHOLE_STILL), await alone(LAST, WHOLE_STILL)];
    const { y } = (await staged({ layers: [resting({})], way: 'dissolve' }))(0.25);
    const expected = y.map(
      (_code, index) => ((first.y[index] ?? 0) * 12_288 + (last.y[index] ?? 0) * 4096 + 8192) >> 14,
    );
    expectSameBytes([y, expected]);
  });

  it('keeps flat stills flat, whatever moves', async () => {
    const flat = new Uint8Array(FIRST.length).fill(200);
    const frame = await staged({ layers: TRAVEL, first: flat, last: flat });
    for (const pose of Object.values(POSES)) {
      const { y, u, v } = frame(0.37, pose);
      expect([new Set(y), new Set(u), new Set(v)]).toEqual([new Set([188]), new Set([128]), new Set([128])]);
    }
  });
});

const NAN = Array<number>(9).fill(NaN) as unknown as Homography;
const WILD: Readonly<Record<string, PassageLayer['at']>> = {
  'a horizon in the picture': (moment) => [1, 0.1, 0, 0, 1, 0, 2.5 * moment, 0.7 * moment, 1],
  'far away': (moment) => [1, 0, 1e7 * moment, 0, 1, -1e9 * moment, 0, 0, 1],
  'grown without end': (moment) => [1 + 1e6 * moment, 0, 0, 0, 1 + 1e6 * moment, 0, 0, 0, 1],
  'shrunk to a point': (moment) => [1 - moment, 0, 0, 0, 1 - moment, 0, 0, 0, 1],
  'turned inside out': (moment) => [1 - 2 * moment, 0, 0, 0, 1, 0, 0, 0, 1 - 2 * moment],
  'no number at all': (moment) => (moment === 0 ? IDENTITY : NAN),
};

describe('a model that makes no sense', () => {
  it.each(Object.keys(WILD))('is painted as its reference does: %s', async (name) => {
    const at = WILD[name] ?? (() => IDENTITY);
    const [size, baseSize] = [
      { widthPx: 54, heightPx: 30 },
      { widthPx: 63, heightPx: 35 },
    ];
    const wave = Float32Array.from({ length: 48 }, (_, index) => Math.sin(index));
    const drift: Drift = { columns: 8, rows: 6, x: wave, y: wave };
    const frames = await both((arena, kernels) => {
      const frame = stage(arena, kernels, {
        ...{ output: size, baseSize, first: still(ground, baseSize), last: still(withSquare(9, 9, 20), baseSize) },
        layers: [resting({ at }), resting({ at, drift }), TRAVEL[0] ?? resting({}), TRAVEL[1] ?? resting({})],
      });
      const painted = [0.1, 0.5, 0.9].map((passage) => {
        const { y, u, v } = frame(passage);
        return [...y, ...u, ...v];
      });
      return Uint8Array.from(painted.flat());
    });
    expectSameBytes(frames);
  });
});
