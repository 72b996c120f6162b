import { describe, expect, it } from 'vitest';
import { project } from '../../homography.js';
import type { LumaPlane } from '../luma-plane.js';
import type { PassageLayer } from '../passage-model.js';
import type { RigidScene } from '../rigid-scene.js';
import { invertMotion } from './slant.js';
import { LEVELS_MAX, layersOfScene } from './scene-layers.js';
import { sightOf } from './sight.js';

const GRID = { columns: 160, rows: 90 };
const FOCAL = 2;
const SIZE = FOCAL * GRID.rows;
const MOTION = { turn: [1, 0, 0, 0, 1, 0, 0, 0, 1], shift: [1, 0, 0] } as const;

/** Inverse depth by the cells that a thing goes, as a camera sees it that goes sideways. */
type Goes = (column: number, row: number) => number;

/** A scene without texture, of known depths: only these can tell where anything goes. */
function sceneOf(first: Goes, last: Goes): { pair: { first: LumaPlane; last: LumaPlane }; scene: RigidScene } {
  const mapOf = (goes: Goes): Float32Array =>
    Float32Array.from({ length: GRID.columns * GRID.rows }, (_, at) => {
      return goes(at % GRID.columns, Math.floor(at / GRID.columns)) / SIZE;
    });
  const plain: LumaPlane = { ...GRID, values: new Float32Array(GRID.columns * GRID.rows).fill(90) };
  const sight = sightOf(plain);
  const sure = new Uint8Array(plain.values.length).fill(1);
  const views = {
    first: { first: sight, last: sight, motion: MOTION, focal: FOCAL },
    last: { first: sight, last: sight, motion: invertMotion(MOTION), focal: FOCAL },
  };
  const depths = { first: { inverseDepths: mapOf(first), sure }, last: { inverseDepths: mapOf(last), sure } };
  return { pair: { first: plain, last: plain }, scene: { motion: MOTION, views, depths } };
}

/** Where a layer takes a cell of the first still that it covers, at a moment: its homography and half of its drift on. */
function goesTo(layer: PassageLayer, column: number, row: number, moment: number): number {
  const x = (column + 0.5 - GRID.columns / 2) / GRID.rows;
  const y = (row + 0.5) / GRID.rows - 0.5;
  const half = project(layer.at(0.5), x, y);
  const cell = Math.round(row) * GRID.columns + Math.round(half.x * GRID.rows + GRID.columns / 2 - 0.5);
  const off = layer.drift?.x[cell] ?? 0;
  return (project(layer.at(moment), x, y).x + moment * off - x) * GRID.rows;
}

describe('layersOfScene', () => {
  it('takes everything where its depth says, also what lies between two layers', () => {
    // A floor that is nearer further down: from 4 to 48 cells.
    const goes: Goes = (_column, row) => 4 + (44 * row) / (GRID.rows - 1);
    const { pair, scene } = sceneOf(goes, goes);
    const layers = layersOfScene(pair, scene);
    let looked = 0;
    for (let row = 5; row < GRID.rows - 5; row += 3) {
      for (const layer of layers.filter(({ inFirst }) => inFirst.values[row * GRID.columns + 60] === 255)) {
        looked++;
        expect(Math.abs(goesTo(layer, 60, row, 1) - goes(60, row))).toBeLessThan(0.8);
        expect(Math.abs(goesTo(layer, 60, row, 0.5) - goes(60, row) / 2)).toBeLessThan(0.8);
      }
    }
    expect(looked).toBeGreaterThan(GRID.rows / 3 - 4);
  });

  it('leaves no cell of either still without a layer', () => {
    const goes: Goes = (column, row) => (column > 60 && column < 90 && row > 30 ? 40 : 6 + row / 9);
    const { pair, scene } = sceneOf(goes, goes);
    const layers = layersOfScene(pair, scene);
    for (const side of ['inFirst', 'inLast'] as const) {
      for (let at = 0; at < pair.first.values.length; at++) {
        expect(layers.some((layer) => layer[side].values[at] === 255)).toBe(true);
      }
    }
  });

  it('tells nearer layers from farther ones, and keeps things at two depths apart', () => {
    const { pair, scene } = sceneOf(
      (column) => (column < 50 ? 40 : 5),
      (column) => (column < 90 ? 40 : 5),
    );
    const layers = layersOfScene(pair, scene);
    expect(layers.map(({ nearness }) => nearness)).toEqual([0, 1]);
    const [wall, thing] = layers;
    expect([wall!.inFirst.values[20], wall!.inFirst.values[70]]).toEqual([0, 255]);
    expect([thing!.inLast.values[70], thing!.inLast.values[120]]).toEqual([255, 0]);
    expect(Math.abs(goesTo(thing!, 45, 40, 1) - 40)).toBeLessThan(1.5);
    expect(Math.abs(goesTo(wall!, 120, 40, 1) - 5)).toBeLessThan(1.5);
  });

  it('makes no more layers than can be painted, however deep a scene is', () => {
    const goes: Goes = (column) => 4 * column;
    const { pair, scene } = sceneOf(goes, goes);
    expect(layersOfScene(pair, scene).length).toBeLessThanOrEqual(LEVELS_MAX);
  });
});
