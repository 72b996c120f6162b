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
    ['Push in but keep the first second still', ['push_in 1–10', 'hold 0–1']],
    ['Stay still for 1 second at the end, pan left before', ['hold 9–10', 'pan 0–9']],
    ['Hold the first and the last second, push in between', ['hold 0–1', 'hold 9–10', 'push_in 1–9']],
    ['Hold at the start and at the end, pan left in between', ['hold 0–2.3', 'hold 8.2–10', 'pan 2.3–8.2']],
    ['First 2 secs nothing happens, then push in', ['hold 0–2', 'push_in 2–10']],
    ['Pan left, pan right, pan left', ['pan 0–3.3', 'pan 3.3–6.7', 'pan 6.7–10']],
    ['Zoom in and out twice', ['push_in 0–2.5', 'pull_out 2.5–5', 'push_in 5–7.5', 'pull_out 7.5–10']],
    ['Pan left, pan right', ['pan 0–5', 'pan 5–10']],
    ['Push in, pull out', ['push_in 0–5', 'pull_out 5–10']],
    ['Pan left, tilt up', ['pan 0–10', 'tilt 0–10']],
    [
      'Push in. After two seconds the camera stops and the light warms.',
      ['push_in 0–2', 'hold 2–10', 'light_change 2–10'],
    ],
    ['Pull out, but only during the last two seconds', ['pull_out 8–10']],
    ['After the light dims, push in', ['light_change 0–5', 'push_in 5–10']],
  ])('of "%s"', (prompt, expected) => {
    expect(spans(prompt)).toEqual(expected);
  });

  it('gives everything some time, however many steps there are', () => {
    const said = readPrompt('pan left, then pan right, then '.repeat(100), 10).said;
    for (const { from, to } of schedule(said)) expect(to).toBeGreaterThan(from);
  });
});
