import { describe, expect, it } from 'vitest';
import type { ActionKind } from './actions.js';
import type { MoveKind } from './moves.js';
import { PRESETS } from './presets.js';
import { type DirectionsRead, readDirections } from './read-directions.js';

/** What each preset says it does. */
const DOES: Readonly<
  Record<string, { readonly camera: readonly MoveKind[]; readonly actions: readonly ActionKind[] }>
> = {
  'product-reveal': { camera: ['push_in'], actions: ['light_sweep'] },
  'hero-loop': { camera: ['arc'], actions: ['light_sweep'] },
  'before-after': { camera: [], actions: [] },
  'product-turn': { camera: [], actions: ['light_sweep'] },
  'character-idle': { camera: ['handheld'], actions: [] },
  'macro-glide': { camera: ['pan'], actions: ['focus_pull'] },
  'light-sweep': { camera: [], actions: ['light_sweep'] },
  'ken-burns': { camera: ['push_in', 'pan'], actions: [] },
  'depth-arc': { camera: ['arc', 'push_in'], actions: [] },
  'focus-reveal': { camera: [], actions: ['focus_pull'] },
  'golden-hour': { camera: [], actions: ['light_change'] },
  'story-push': { camera: ['push_in'], actions: [] },
  'punch-in': { camera: ['push_in'], actions: [] },
  'end-card': { camera: ['pull_out'], actions: [] },
};

function read(id: string): DirectionsRead {
  const { prompt, needsLast: hasLast, settings } = PRESETS.find((preset) => preset.id === id)!;
  return readDirections(prompt, { seed: 0, durationSec: settings.durationSec, hasLast });
}

describe('a preset', () => {
  it.each(PRESETS.map(({ id }) => id))('does all that it says, and nothing else: %s', (id) => {
    const { directions, adjustments } = read(id);
    const camera = directions.camera.map(({ move }) => move.kind).filter((kind) => kind !== 'static');
    expect({ camera, actions: directions.actions.map(({ action }) => action.kind) }).toEqual(DOES[id]);
    expect(adjustments).toEqual([]);
  });

  it('has a name of its own, made of words', () => {
    const ids = PRESETS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const id of ids) expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
  });

  it('keeps the times it promises', () => {
    const [hold] = [read('before-after').directions.passage];
    expect(hold).toMatchObject({ from: expect.closeTo(0.25, 6) as number, easing: 'settle' });
    expect(read('punch-in').directions.camera).toMatchObject([{ from: 0.5, easing: 'snap' }]);
    expect(read('end-card').directions.camera).toMatchObject([{ from: 0, to: 0.6 }]);
  });
});
