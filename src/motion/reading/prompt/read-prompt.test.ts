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
    ['zoom in right as he jumps', ['push_in', 'other']],
    ['camera moves slowly right as the car passes', ['pan', 'other']],
    ['do not pan left too fast', ['pan']],
    ["push in, don't zoom too much", ['push_in']],
    ['close-up → wide', ['pull_out']],
    ['zoomin slwly', ['push_in']],
    ['slow pan form left to rigth', ['pan']],
    ['zoom in and out twice', ['push_in', 'pull_out', 'push_in', 'pull_out']],
    ['pan left three times', ['pan', 'pan', 'pan']],
    ['zoom in three times', ['push_in']],
    ['orbit the car twice', ['arc', 'other']],
    ['pan left over and over', ['pan', 'other']],
    ['pan left, pan right, pan left', ['pan', 'pan', 'pan']],
    ['handheld, a bit of camera shake', ['handheld']],
    ['start wide on the shelf, end tight on the bottle', ['push_in']],
    ['starts as a close-up and ends as a wide shot', ['pull_out']],
    ['start tight, pull back, end wide', ['pull_out']],
    ['from a wide shot to a close-up of the face', ['push_in']],
    ['from the wide river to the tight alley', []],
    ['keep everything still except the clouds', ['hold', 'other']],
    ['pan left, keep everything else still', ['pan']],
    ['only the curtain moves', ['hold', 'other']],
    ['just let the fire burn', ['other']],
    ['the lady says hello and waves', ['other', 'other']],
    ['static shot of a man walking his dog', ['hold', 'other']],
    ['handheld shot of a crowd cheering', ['handheld', 'other']],
    ['zoom in on a man walking down the street', ['push_in', 'other']],
  ])('"%s" wishes %j', (prompt, wishes) => {
    expect(wishesOf(prompt)).toEqual(wishes);
  });
});
