import { describe, expect, it } from 'vitest';
import type { Action } from './actions.js';
import { MAX_ARC_RAD, type Move } from './moves.js';
import { type DirectionsRead, readDirections, type ReadingOptions } from './read-directions.js';

const CLIP = { seed: 7, durationSec: 5, hasLast: false };

function read(prompt: string, options: Partial<ReadingOptions> = {}): DirectionsRead {
  return readDirections(prompt, { ...CLIP, ...options });
}

const moves = (prompt: string): readonly Move[] => read(prompt).directions.camera.map(({ move }) => move);
const kinds = (prompt: string): readonly string[] => moves(prompt).map(({ kind }) => kind);
const actions = (prompt: string): readonly Action[] => read(prompt).directions.actions.map(({ action }) => action);
/** What became of the prompt beside its moves and actions: code and the words it is about. */
const left = (prompt: string, options: Partial<ReadingOptions> = {}): string[][] =>
  read(prompt, options).adjustments.map(({ code, asked }) => [code, asked]);
/** The seconds of a clip of five in which each move happens. */
const spans = (prompt: string): number[][] =>
  read(prompt).directions.camera.map(({ from, to }) => [from * 5, to * 5].map((sec) => Number(sec.toFixed(2))));
/** How each piece was read. */
const readings = (prompt: string, options: Partial<ReadingOptions> = {}): string[][] =>
  read(prompt, options).phrases.map(({ text, reads }) => [text, reads]);

describe('a camera move', () => {
  it.each([
    ['Slow cinematic push-in, the subject holds steady and in focus', 'push_in'],
    ['PUSH IN', 'push_in'],
    ['Zoom in', 'push_in'],
    ['Start with a slow zoom', 'push_in'],
    ["Don't pan, just push in", 'push_in'],
    ['The camera closes in on her', 'push_in'],
    ['Zoom out slowly', 'pull_out'],
    ['Dolly back', 'pull_out'],
    ['Pan left across the ridge', 'pan'],
    ['No zoom, pan left', 'pan'],
    ['Tilt up', 'tilt'],
    ['Pan up', 'tilt'],
    ['Slight roll clockwise', 'roll'],
    ['Arc right around the bottle', 'arc'],
    ['Handheld, documentary feel', 'handheld'],
  ] as const)('is read from "%s": %s, as it is made', (prompt, kind) => {
    expect(kinds(prompt)).toEqual([kind]);
    expect(left(prompt).filter(([code]) => code !== 'target_not_found')).toEqual([]);
  });

  it.each([
    'Locked-off shot',
    'No camera movement',
    'The camera stays still',
    "The camera doesn't move",
    'Static',
    'Hold still',
    'Keep the camera still',
    'Do not move',
    'No zoom, no pan, no tilt',
  ])('is none, and nothing is said of it: "%s"', (prompt) => {
    expect(moves(prompt)).toEqual([]);
    expect(left(prompt)).toEqual([]);
  });

  it.each([
    ['Truck right', 'pan', { direction: 'right' }],
    ['The camera moves left', 'pan', { direction: 'left' }],
    ['Crane down', 'tilt', { direction: 'down' }],
    ['The camera rises', 'tilt', { direction: 'up' }],
    ['The camera orbits the product', 'arc', {}],
  ] as const)('becomes the nearest that a flat still can do, and says so: "%s"', (prompt, kind, part) => {
    expect(moves(prompt)).toMatchObject([{ kind, ...part }]);
    expect(left(prompt).map(([code]) => code)).toEqual(['move_approximated']);
  });

  it.each([
    ['pan left', { direction: 'left' }],
    ['pan from left to right', { direction: 'right' }],
    ['a right-to-left pan', { direction: 'left' }],
    ['tilt from top to bottom', { direction: 'down' }],
    ['tilt', { direction: 'up' }],
    ['arc left', { yawRad: -MAX_ARC_RAD }],
    ['arc', { yawRad: MAX_ARC_RAD }],
    ['handheld', { seed: 7 }],
  ] as const)('says where to: "%s"', (prompt, part) => {
    expect(moves(prompt)).toMatchObject([part]);
  });

  it('can be two at once, in one sentence or by one verb', () => {
    expect(kinds('Push in while panning left')).toEqual(['push_in', 'pan']);
    expect(kinds('The camera pulls back and up')).toEqual(['pull_out', 'tilt']);
  });

  it('goes further when it says so, and less far when it says so', () => {
    const figure = (prompt: string): number => {
      const [move] = moves(prompt);
      if (move === undefined) return Number.NaN;
      return 'zoom' in move ? move.zoom : 'yawRad' in move ? move.yawRad : 'rollRad' in move ? move.rollRad : 0;
    };
    for (const name of ['push in', 'pan left', 'tilt up', 'arc right', 'roll clockwise']) {
      expect(figure(`slight ${name}`), name).toBeLessThan(figure(name));
    }
    expect(figure('dramatic push in')).toBeGreaterThan(figure('push in'));
    expect(figure('push in by 20%')).toBeCloseTo(1.2);
    expect(figure('zoom in 1.5x')).toBeCloseTo(1.5);
    expect(figure('arc right, 5 degrees')).toBeCloseTo((5 * Math.PI) / 180);
    expect(figure('roll ten degrees clockwise')).toBeCloseTo((10 * Math.PI) / 180);
  });

  it('goes as far as a flat still lets it, and says when that is less', () => {
    expect(moves('dramatic arc right')).toEqual(moves('arc right'));
    expect(left('dramatic arc right')).toEqual([['amount_limited', 'dramatic arc right']]);
  });

  it('closes in on the focus where there is one, and else says that it does not look for things', () => {
    expect(left('Push in to the label')).toEqual([['target_not_found', 'Push in to the label']]);
    const { directions, adjustments } = read('Push in to the label', { focus: { x: 0.3, y: 0.6 } });
    expect(directions.camera[0]?.move).toMatchObject({ focusX: 0.3, focusY: 0.6 });
    expect(adjustments).toEqual([]);
  });

  it.each([
    'a pan of pasta on the stove',
    'cinnamon rolls',
    'a roll of film',
    'a crane in the harbour',
    'an arc lamp over the table',
    'a truck parked by the road',
    'a vase on a pedestal',
    'still life on light oak',
    'a zoom call on the screen',
  ])('is not a thing of the same name: "%s"', (prompt) => {
    expect(left(prompt)).toEqual([['move_added', 'no camera move']]);
  });
});

describe('an action', () => {
  it.each([
    ['a soft light sweep travels across the surface', { kind: 'light_sweep', towards: 'right' }],
    ['a glint slides down the edge', { kind: 'light_sweep', towards: 'down' }],
    ['highlights glide from right to left', { kind: 'light_sweep', towards: 'left' }],
    ['sweep a light across the bottle', { kind: 'light_sweep' }],
    ['rack focus to the background', { kind: 'focus_pull', from: 'everything', to: 'background' }],
    ['rack focus from the background to the ring', { kind: 'focus_pull', from: 'background', to: 'subject' }],
    ['the background falls out of focus', { kind: 'focus_pull', to: 'subject' }],
    ['depth of field becomes shallow', { kind: 'focus_pull', to: 'subject' }],
    ['everything blurs', { kind: 'focus_pull', to: 'nothing' }],
    ['the light resolves to a clean studio key', { kind: 'light_change', level: 1, warmth: 0, key: 1 }],
  ] as const)('is read from "%s", and the camera stands still', (prompt, action) => {
    expect(actions(prompt)).toMatchObject([action]);
    expect(moves(prompt)).toEqual([]);
  });

  it.each([
    ['the light warms', 1, 1],
    ['warm the light', 1, 1],
    ['the room turns cold and blue', 1, -1],
    ['the lights dim', 0, 0],
    ['the scene brightens', 2, 0],
    ['Slow push-in, warmer light', 1, 1],
    ['night falls', 0, 0],
  ] as const)('changes the light in level and warmth: "%s"', (prompt, level, warmth) => {
    const [action] = actions(prompt);
    if (action?.kind !== 'light_change') throw new Error('no light change');
    expect([Math.sign(action.level - 1) + 1, Math.sign(action.warmth)]).toEqual([level, warmth]);
  });

  it.each(['a bottle in warm light', 'Push in on the lamp, a warm wooden table', 'A portrait in the golden hour'])(
    'is not what the picture is like anyway: "%s"',
    (prompt) => {
      expect(actions(prompt)).toEqual([]);
    },
  );
});

describe('times', () => {
  it.each([
    [
      'Pan left, then pan right',
      [
        [0, 2.5],
        [2.5, 5],
      ],
    ],
    ['Push in, then hold', [[0, 4.1]]],
    ['Hold for two seconds, then push in', [[2, 5]]],
    ['Push in for the first two seconds', [[0, 2]]],
    [
      'Push in, pan left in the last second',
      [
        [0, 4],
        [4, 5],
      ],
    ],
    ['From 1s to 4s pan right', [[1, 4]]],
    [
      '0-2s: pan left. 2-5s: push in',
      [
        [0, 2],
        [2, 5],
      ],
    ],
    ['After two seconds, tilt up', [[2, 5]]],
    ['In the second half the camera pulls back', [[2.5, 5]]],
    ['Pan right over 3 seconds, then hold still', [[0, 3]]],
    [
      'Tilt up before panning left',
      [
        [0, 2.5],
        [2.5, 5],
      ],
    ],
    ['Push in', [[0, 5]]],
  ] as const)('are taken from "%s"', (prompt, expected) => {
    expect(spans(prompt)).toEqual(expected);
  });

  it.each([
    ['Push in and settle', 'settle'],
    ['The camera glides to a gentle stop, panning left', 'settle'],
    ['Zoom in, faster and faster', 'accelerate'],
    ['Whip pan right', 'snap'],
    ['Pan right at a constant speed', 'linear'],
    ['Smooth push-in', 'ease'],
    ['Slow push-in', 'ease'],
  ] as const)('are spent as "%s" says: %s', (prompt, easing) => {
    expect(read(prompt).directions.camera.map((one) => one.easing)).toEqual([easing]);
  });

  it('put an action beside a move where it is said', () => {
    const { camera, actions: acted } = read('Slow push-in, in the last second the light warms').directions;
    expect([camera[0]?.from, camera[0]?.to]).toEqual([0, 1]);
    expect(acted[0]?.from).toBeCloseTo(0.8);
  });
});

describe('what a prompt does not get', () => {
  it.each([
    ['Slow push-in, steam rises from the cup, then pan left', [['action_left_out', 'steam rises from the cup']]],
    ['Slow push-in as steam rises', [['action_left_out', 'steam rises']]],
    ['Push in with the subject dancing', [['action_left_out', 'the subject dancing']]],
    ['She holds up a flower and smiles, push in', [['action_left_out', 'smiles']]],
    ['Push in, a man keeps walking', [['action_left_out', 'a man keeps walking']]],
    ['Pan left, soft piano music', [['action_left_out', 'soft piano music']]],
    ['Pan left, film grain', [['action_left_out', 'film grain']]],
    ['Pan left, the lamp flickers', [['action_left_out', 'the lamp flickers']]],
    ['Pan left, 镜头推进', [['action_left_out', '镜头推进']]],
  ] as const)('is named, with its words: "%s"', (prompt, told) => {
    expect(left(prompt)).toEqual(told);
    for (const { asked, span } of read(prompt).adjustments) expect(prompt.slice(span?.start, span?.end)).toBe(asked);
  });

  it.each([
    ['A cup of coffee on a table', ['push_in'], [['move_added', 'no camera move']]],
    ['', ['push_in'], [['move_added', 'no camera move']]],
    ['No zoom', [], [['move_added', 'no camera move']]],
  ] as const)('is a move of its own, and it is told what it gets: "%s"', (prompt, made, told) => {
    expect(kinds(prompt)).toEqual(made);
    expect(left(prompt)).toEqual(told);
  });

  it('is not what must not happen, or what a still does anyway', () => {
    for (const prompt of ['Push in, no zoom out', 'Push in, the label stays sharp', 'Push in without shaking']) {
      expect(left(prompt), prompt).toEqual([]);
    }
    expect(readings('Push in, the label stays sharp, no text').map(([, reads]) => reads)).toEqual([
      'camera',
      'stillness',
      'negation',
    ]);
  });
});

describe('a turn of the subject', () => {
  it('is an arc that settles, and says that it is no more', () => {
    const { camera } = read('The product rotates a quarter turn').directions;
    expect(camera).toMatchObject([{ move: { kind: 'arc', yawRad: MAX_ARC_RAD }, easing: 'settle' }]);
    expect(left('The bottle spins')).toEqual([['move_approximated', 'The bottle spins']]);
  });

  it('is the way to the last still where there is one', () => {
    const { directions, adjustments } = read('Hold for one second, then the product turns and settles', {
      hasLast: true,
    });
    expect(directions.camera).toEqual([]);
    expect(directions.passage).toMatchObject({ from: 0.2, to: 1, easing: 'settle' });
    expect(adjustments).toEqual([]);
  });
});

describe('with a last still', () => {
  const last = { hasLast: true };

  it('the way is the whole clip, from rest to rest, unless the prompt says more', () => {
    expect(read('', last).directions).toEqual({
      camera: [],
      actions: [],
      passage: { from: 0, to: 1, easing: 'ease' },
    });
  });

  it('a camera that does not come back is left out, and says so', () => {
    expect(read('Push in', last).directions.camera).toEqual([]);
    expect(left('Push in', last)).toEqual([['move_left_out', 'Push in']]);
  });

  it('a camera that comes back is kept', () => {
    expect(read('Push in, then pull out', last).directions.camera).toHaveLength(2);
    expect(left('Push in, then pull out', last)).toEqual([]);
    expect(read('Handheld', last).directions.camera).toMatchObject([{ move: { kind: 'handheld', fadesOut: true } }]);
  });

  it('a light change is left to it, a sweep fits, and a focus pull comes back', () => {
    expect(left('The light warms', last)).toEqual([['action_left_out', 'The light warms']]);
    expect(read('A light sweep crosses the label', last).directions.actions).toHaveLength(1);
    const { actions: pulls } = read('The background blurs', last).directions;
    expect(pulls).toMatchObject([
      { action: { to: 'subject' } },
      { action: { from: 'subject', to: 'everything' }, to: 1 },
    ]);
    expect(left('The background blurs', last)).toEqual([['focus_returned', 'The background blurs']]);
  });

  it('what happens in between is what it shows', () => {
    expect(readings('The door opens', last)).toEqual([['The door opens', 'turn']]);
    expect(left('The door opens', last)).toEqual([['left_to_last_still', 'The door opens']]);
    expect(left('The first picture becomes the last one', last)).toEqual([]);
  });
});

describe('light that returns', () => {
  it('comes back to where it was', () => {
    const levels = actions('The light dims, then returns to normal').flatMap((action) =>
      action.kind === 'light_change' ? [action.level] : [],
    );
    expect(levels).toHaveLength(2);
    expect(levels.reduce((product, level) => product * level, 1)).toBeCloseTo(1, 9);
  });
});

describe('more steps than a clip can show', () => {
  const { directions, adjustments, phrases } = read('Slow push in, the light warms. '.repeat(194));

  it('are kept as far as each can be seen', () => {
    expect(directions.camera).toHaveLength(20);
    for (const { from, to } of directions.camera) expect((to - from) * 5).toBeCloseTo(0.25, 9);
  });

  it('are told once, with their count', () => {
    expect(adjustments.map(({ code, asked, used }) => [code, asked, used])).toEqual([
      ['steps_left_out', '194 steps', 'the first 20'],
    ]);
    expect(phrases.at(-1)?.meaning).toContain('left out');
  });
});
