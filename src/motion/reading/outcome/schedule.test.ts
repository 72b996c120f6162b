import { describe, expect, it } from 'vitest';
import { readPrompt } from '../prompt/read-prompt.js';
import { schedule } from './schedule.js';

/** When each thing said happens, in seconds of a clip of ten. */
const spans = (prompt: string): string[] =>
  schedule(readPrompt(prompt, 10).said).map(({ said, from, to }) => {
    const kind = said.wish.kind === 'move' ? said.wish.move : said.wish.kind;
    return `${kind} ${Number((from * 10).toFixed(1))}–${Number((to * 10).toFixed(1))}`;
  });

describe('a schedule', () => {
  it.each([
    ['Push in, the light warms', ['push_in 0–10', 'light_change 0–10']],
    ['Push in, then the light warms', ['push_in 0–5', 'light_change 5–10']],
    ['Tilt up, then pan left, then pull out', ['tilt 0–3.3', 'pan 3.3–6.7', 'pull_out 6.7–10']],
    ['Push in. Pan left.', ['push_in 0–5', 'pan 5–10']],
    ['Push in, then hold', ['push_in 0–8.2', 'hold 8.2–10']],
    ['Push in, hold for two seconds, then pull out', ['push_in 0–4', 'hold 4–6', 'pull_out 6–10']],
    ['Hold for 2 seconds, then push in', ['hold 0–2', 'push_in 2–10']],
    ['Pan left over 3 seconds', ['pan 0–3']],
    ['Slow push-in. In the last second the light dims.', ['push_in 0–10', 'light_change 9–10']],
    [
      'Locked-off camera. The light warms, then a glint crosses the rim.',
      ['hold 0–10', 'light_change 0–5', 'light_sweep 5–10'],
    ],
    ['0-4s: pan right, the light dims. 4-10s: push in', ['pan 0–4', 'light_change 0–4', 'push_in 4–10']],
    ['At the end the light warms', ['light_change 7–10']],
    ['Before the light warms, push in', ['push_in 0–5', 'light_change 5–10']],
    ['Pan right once the light has warmed up', ['pan 0–10']],
    ['Push in after a light sweep crosses the label', ['light_sweep 0–5', 'push_in 5–10']],
    ['After the light dims, push in', ['light_change 0–5', 'push_in 5–10']],
  ])('of "%s"', (prompt, expected) => {
    expect(spans(prompt)).toEqual(expected);
  });

  it('gives everything some time, however many steps there are', () => {
    const said = readPrompt('pan left, then pan right, then '.repeat(100), 10).said;
    for (const { from, to } of schedule(said)) expect(to).toBeGreaterThan(from);
  });
});
