import { describe, expect, it } from 'vitest';
import { MAX_ARC_RAD, type Move } from './moves.js';
import { readDirections } from './read-directions.js';

const CLIP = { seed: 7, durationSec: 5, hasLast: false };
const move = (prompt: string): Move => readDirections(prompt, CLIP).directions.camera[0]?.move ?? { kind: 'static' };
/** What became of the prompt beside the move: code and the words it is about. */
const left = (prompt: string): string[][] =>
  readDirections(prompt, CLIP).adjustments.map(({ code, asked }) => [code, asked]);

describe('a prompt', () => {
  it.each([
    ['Slow cinematic push-in, the subject holds steady and in focus', 'push_in'],
    ['slow push in', 'push_in'],
    ['PUSH IN', 'push_in'],
    ['Strong push in', 'push_in'],
    ['Zoom in', 'push_in'],
    ['Start with a slow zoom', 'push_in'],
    ["Don't pan, just push in", 'push_in'],
    ['Zoom out slowly', 'pull_out'],
    ['Dolly back', 'pull_out'],
    ['Pull out', 'pull_out'],
    ['Pan left across the ridge', 'pan'],
    ['No zoom, pan left', 'pan'],
    ['Tilt up to the sky', 'tilt'],
    ['Slight roll clockwise', 'roll'],
    ['Arc right around the bottle', 'arc'],
    ['Handheld, documentary feel', 'handheld'],
    ['Locked-off shot', 'static'],
    ['No camera movement', 'static'],
    ['The camera stays still', 'static'],
    ["The camera doesn't move", 'static'],
    ['Static', 'static'],
    ['Hold still', 'static'],
    ['Keep the camera still', 'static'],
    ['Do not move', 'static'],
    ['Pan up', 'tilt'],
  ] as const)('"%s" is read as %s, and nothing is left', (prompt, kind) => {
    expect(move(prompt).kind).toBe(kind);
    expect(left(prompt)).toEqual([]);
  });

  it.each([
    ['Truck right', 'pan', { direction: 'right' }],
    ['The camera moves left', 'pan', { direction: 'left' }],
    ['Crane down', 'tilt', { direction: 'down' }],
    ['The camera moves up', 'tilt', { direction: 'up' }],
    ['The camera orbits the product', 'arc', {}],
  ] as const)('"%s" becomes the nearest a flat still can do, and says so: %s', (prompt, kind, part) => {
    expect(move(prompt)).toMatchObject({ kind, ...part });
    expect(left(prompt).map(([code]) => code)).toContain('move_approximated');
  });

  it.each([
    ['pan left', { direction: 'left' }],
    ['pan right', { direction: 'right' }],
    ['tilt down', { direction: 'down' }],
    ['tilt', { direction: 'up' }],
    ['arc left', { yawRad: -MAX_ARC_RAD }],
    ['arc', { yawRad: MAX_ARC_RAD }],
    ['handheld', { seed: 7 }],
  ] as const)('"%s" says where to: %o', (prompt, part) => {
    expect(move(prompt)).toMatchObject(part);
  });

  it('goes further when it says so, and less far when it says so', () => {
    const figure = (prompt: string): number => {
      const read = move(prompt);
      return 'zoom' in read ? read.zoom : 'yawRad' in read ? read.yawRad : 'rollRad' in read ? read.rollRad : 0;
    };
    for (const name of ['push in', 'pan left', 'tilt up', 'arc right', 'roll clockwise']) {
      expect(figure(`slight ${name}`), name).toBeLessThan(figure(name));
    }
    expect(figure('dramatic push in')).toBeGreaterThan(figure('push in'));
  });

  it('goes as far as a flat still lets it, and says when that is less', () => {
    expect(move('dramatic arc right')).toEqual(move('arc right'));
    expect(left('dramatic arc right')).toEqual([['amount_limited', 'dramatic arc right']]);
  });

  it.each([
    [
      'A cup of coffee on a table',
      'push_in',
      [
        ['move_added', 'no camera move'],
        ['action_left_out', 'A cup of coffee on a table'],
      ],
    ],
    [
      'cinnamon rolls',
      'push_in',
      [
        ['move_added', 'no camera move'],
        ['action_left_out', 'cinnamon rolls'],
      ],
    ],
    ['No zoom', 'static', [['move_added', 'no camera move']]],
    [
      'a roll of film',
      'push_in',
      [
        ['move_added', 'no camera move'],
        ['action_left_out', 'a roll of film'],
      ],
    ],
  ] as const)('without a camera move is told what it gets: "%s"', (prompt, kind, told) => {
    expect(move(prompt).kind).toBe(kind);
    expect(left(prompt)).toEqual(told);
  });

  it.each([
    [
      'Slow push-in, steam rises from the cup, then pan left',
      [
        ['action_left_out', 'steam rises from the cup'],
        ['move_left_out', 'pan left'],
      ],
    ],
    ['Push in and pan left', [['move_left_out', 'pan left']]],
    ['Slow push-in as steam rises', [['action_left_out', 'steam rises']]],
    ['Push in with the subject dancing', [['action_left_out', 'the subject dancing']]],
    [
      'She holds up a flower and smiles, push in',
      [
        ['action_left_out', 'She holds up a flower'],
        ['action_left_out', 'smiles'],
      ],
    ],
    ['Push in, a man keeps walking', [['action_left_out', 'a man keeps walking']]],
    ['Push in to the label', [['target_not_found', 'Push in to the label']]],
    ['A pan on the stove, push in', [['action_left_out', 'A pan on the stove']]],
    ['Push in constructor', [['action_left_out', 'constructor']]],
    ['Push in dancing', [['action_left_out', 'dancing']]],
  ] as const)('loses nothing in silence: "%s"', (prompt, told) => {
    expect(left(prompt)).toEqual(told);
  });

  it('goes where the focus is without a word about the target', () => {
    const { directions, adjustments } = readDirections('Push in to the label', { ...CLIP, focus: { x: 0.3, y: 0.6 } });
    expect(directions.camera[0]?.move).toMatchObject({ focusX: 0.3, focusY: 0.6 });
    expect(adjustments).toEqual([]);
  });

  it('is not told of what a still camera over a still picture does anyway', () => {
    expect(
      left('Slow push-in, the dandelion stays sharp, the subject holds steady and in focus, settles at the end'),
    ).toEqual([]);
  });
});
