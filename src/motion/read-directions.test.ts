import { describe, expect, it } from 'vitest';
import { MAX_ARC_RAD, type Move } from './moves.js';
import { readDirections } from './read-directions.js';

const move = (prompt: string): Move => readDirections(prompt, { seed: 7 }).move;
const codes = (prompt: string): string[] => readDirections(prompt, { seed: 7 }).adjustments.map(({ code }) => code);

describe('a prompt', () => {
  it.each([
    ['Slow cinematic push-in, the subject holds steady and in focus', 'push_in'],
    ['slow push in', 'push_in'],
    ['The camera moves closer to the flower', 'push_in'],
    ['Zoom in', 'push_in'],
    ['pull out to reveal the valley', 'pull_out'],
    ['Zoom out slowly', 'pull_out'],
    ['Dolly back', 'pull_out'],
    ['Pan left across the ridge', 'pan'],
    ['Truck right', 'pan'],
    ['Tilt up to the sky', 'tilt'],
    ['Crane down', 'tilt'],
    ['Slight roll clockwise', 'roll'],
    ['Arc right around the bottle', 'arc'],
    ['The camera orbits the product', 'arc'],
    ['Handheld, documentary feel', 'handheld'],
    ['Locked-off shot', 'static'],
    ['No camera movement', 'static'],
    ['The camera stays still', 'static'],
    ['Static', 'static'],
  ] as const)('"%s" is read as %s', (prompt, kind) => {
    expect(move(prompt).kind).toBe(kind);
    expect(codes(prompt)).not.toContain('move_added');
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
    const zoom = (prompt: string): number => (move(prompt) as { readonly zoom: number }).zoom;
    expect(zoom('slight push in')).toBeLessThan(zoom('push in'));
    expect(zoom('dramatic push in')).toBeGreaterThan(zoom('push in'));
    expect(move('dramatic arc right')).toEqual(move('arc right'));
  });

  it('without a camera move gets a push-in, and is told', () => {
    expect(move('A cup of coffee on a table').kind).toBe('push_in');
    expect(codes('A cup of coffee on a table')).toEqual(['move_added', 'action_left_out']);
  });

  it('loses nothing in silence: each phrase that is not rendered is named', () => {
    const { adjustments } = readDirections('Slow push-in, steam rises from the cup, then pan left', { seed: 0 });
    expect(adjustments.map(({ code, asked }) => [code, asked])).toEqual([
      ['action_left_out', 'steam rises from the cup'],
      ['move_left_out', 'pan left'],
    ]);
  });

  it('is not told of what a still camera over a still picture does anyway', () => {
    expect(codes('Slow push-in, the subject holds steady and in focus, settles at the end')).toEqual([]);
  });
});
