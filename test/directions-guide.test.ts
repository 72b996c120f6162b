/** docs/directions.md is held to the reader: each prompt it shows is read as it says there, and its pictures are the ones that are made. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { STRIPS } from '../docs/direction-strips.js';
import type { Action } from '../src/motion/actions.js';
import type { Move } from '../src/motion/moves.js';
import { PRESETS } from '../src/motion/presets.js';
import { type DirectionsRead, readDirections } from '../src/motion/read-directions.js';
import type { Timing } from '../src/motion/timing.js';

const DOCS = path.resolve(import.meta.dirname, '../docs');
const GUIDE = readFileSync(path.join(DOCS, 'directions.md'), 'utf8');
const PICTURES = path.join(DOCS, 'pictures/directions');
const DURATION_SEC = 5;
const DEGREES = 180 / Math.PI;

/** A line of the guide: "- `prompt` · `prompt` → what is read; told `code`". */
interface Example {
  readonly prompt: string;
  readonly reads: string;
  readonly told: readonly string[];
  readonly hasLast: boolean;
}

function examplesOf(guide: string): readonly Example[] {
  return guide.split(/^## /m).flatMap((section) =>
    section.split('\n').flatMap((line) => {
      const [, prompts = '', reads = '', told = ''] = /^- (`.*`) → (.*?)(?:; told (.*))?$/.exec(line) ?? [];
      return quoted(prompts).map((prompt) => ({
        prompt,
        reads,
        told: quoted(told),
        hasLast: section.startsWith('First and last frame'),
      }));
    }),
  );
}

function quoted(text: string): readonly string[] {
  return [...text.matchAll(/`([^`]+)`/g)].map(([, inner = '']) => inner);
}

/** What is read, in the guide's words. */
function tell({ directions }: DirectionsRead, hasLast: boolean): string {
  const { camera, actions, passage } = directions;
  const told = [
    ...camera.map((timed) => `${moveTold(timed.move)}${timeTold(timed)}`),
    ...actions.map((timed) => `${actionTold(timed.action)}${timeTold(timed)}`),
    ...(hasLast ? [`the way${timeTold(passage)}`] : []),
  ];
  return told.length === 0 ? 'the camera stands still' : told.join(' + ');
}

function moveTold(move: Move): string {
  switch (move.kind) {
    case 'static':
      return 'the camera stands still';
    case 'push_in':
      return `push-in, ${figure(move.zoom)}×`;
    case 'pull_out':
      return `pull-out, ${figure(move.zoom)}×`;
    case 'pan':
    case 'tilt':
      return `${move.kind} ${move.direction}`;
    case 'roll':
      return `roll ${move.rollRad < 0 ? 'counterclockwise' : 'clockwise'}, ${figure(Math.abs(move.rollRad) * DEGREES)}°`;
    case 'arc':
      return `arc ${move.yawRad < 0 ? 'left' : 'right'}, ${figure(Math.abs(move.yawRad) * DEGREES)}°`;
    case 'handheld':
      return 'handheld';
  }
}

function actionTold(action: Action): string {
  switch (action.kind) {
    case 'light_sweep':
      return `light sweep ${action.towards}`;
    case 'focus_pull':
      return `focus from ${action.from} to ${action.to}`;
    case 'light_change': {
      const level = action.level === 1 ? [] : [`level ${figure(action.level)}`];
      const warmth = action.warmth === 0 ? [] : [`warmth ${figure(action.warmth)}`];
      const key = action.key === 0 ? [] : [`key ${figure(action.key)}`];
      return `light: ${[...level, ...warmth, ...key].join(', ')}`;
    }
  }
}

const EASINGS = {
  ease: '',
  settle: ', settling',
  accelerate: ', faster and faster',
  snap: ', snapping',
  linear: ', evenly',
};

function timeTold({ from, to, easing }: Timing): string {
  const isWhole = from === 0 && to === 1;
  return `${EASINGS[easing]}${isWhole ? '' : `, ${figure(from * DURATION_SEC)}–${figure(to * DURATION_SEC)} s`}`;
}

function figure(value: number): string {
  return String(Number(value.toFixed(2))).replace('-', '−');
}

describe('the guide to stage directions', () => {
  const examples = examplesOf(GUIDE);

  it('shows examples of every kind', () => {
    expect(examples.length).toBeGreaterThan(60);
    expect(examples.some(({ hasLast }) => hasLast)).toBe(true);
  });

  it.each(examples)('says how "$prompt" is read: $reads', ({ prompt, reads, told, hasLast }) => {
    const read = readDirections(prompt, { durationSec: DURATION_SEC, seed: 0, hasLast });
    expect(tell(read, hasLast)).toBe(reads);
    expect(read.adjustments.map(({ code }) => code)).toEqual(told);
  });

  it('shows the pictures that are made, and no others, each small enough for a page', () => {
    const shown = [...GUIDE.matchAll(/\(pictures\/directions\/([\w-]+)\.jpg\)/g)].map(([, name]) => name);
    expect(shown.toSorted()).toEqual(Object.keys(STRIPS).toSorted());
    const files = readdirSync(PICTURES);
    expect(files.toSorted()).toEqual(shown.map((name) => `${name ?? ''}.jpg`).toSorted());
    for (const file of files) expect(statSync(path.join(PICTURES, file)).size, file).toBeLessThan(40_000);
  });

  it.each(Object.entries(STRIPS))('shows %s by a prompt of which nothing is left out', (_, { prompt, last, focus }) => {
    const hasLast = last !== undefined;
    const read = readDirections(prompt, { durationSec: DURATION_SEC, seed: 0, hasLast, ...(focus && { focus }) });
    expect(read.adjustments).toEqual([]);
  });

  it('lists every preset, with its settings', () => {
    const rows = [...GUIDE.matchAll(/^\| `([\w-]+)` +\| (.*?) *\|$/gm)].map(([, id = '', text = '']) => [id, text]);
    const listed = PRESETS.map(({ id, why, needsLast, settings: { durationSec, aspect, loop } }) => {
      const settings = [
        `${durationSec} s`,
        aspect,
        loop === undefined ? undefined : `loop ${loop}`,
        needsLast ? 'pair' : undefined,
      ];
      return [id, `${why} (${settings.filter((one) => one !== undefined).join(', ')})`];
    });
    expect(rows.filter(([id]) => PRESETS.some((preset) => preset.id === id))).toEqual(listed);
  });
});
