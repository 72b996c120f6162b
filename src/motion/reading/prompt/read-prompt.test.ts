import { describe, expect, it } from 'vitest';
import { readPrompt } from './read-prompt.js';

/** What a prompt wishes, in words. */
function wishesOf(prompt: string): readonly string[] {
  return readPrompt(prompt, 5).said.map(({ wish }) => {
    if (wish.kind === 'move') return wish.move;
    if (wish.kind === 'light_change') return wish.change.join('+');
    return wish.kind === 'focus_pull' ? `focus ${wish.to}` : wish.kind;
  });
}

describe('readPrompt', () => {
  it.each<readonly [string, readonly string[]]>([
    ['push in ✨', ['push_in']],
    ['❤️ pan left', ['pan']],
    ['the eye travels upward along the tower', ['tilt']],
    ['the view opens up to the whole valley', ['pull_out']],
    ['rotate frame anti-clockwise + zoom out', ['roll', 'pull_out']],
    ['the camera does not move but the light warms', ['hold', 'warmer']],
    ['without any camera motion the light turns blue', ['hold', 'cooler']],
    ['instead of zooming in pan up', ['tilt']],
    ['do nothing', ['hold']],
    ['blue hour creeps in and the daylight loses its warmth', ['cooler']],
    ['focus goes to the mountains, then back to the climber', ['focus background', 'focus subject']],
    ['raking light, moving left to right', ['light_sweep']],
    ['zoom in, no wait, zoom out', ['pull_out']],
    ['zoom avant lentement', ['other']],
    ['camera rolling', []],
  ])('"%s" wishes %j', (prompt, wishes) => {
    expect(wishesOf(prompt)).toEqual(wishes);
  });
});
