import { describe, expect, it } from 'vitest';
import { MODEL_CATALOGUE } from './catalogue.js';

const STILL = 'https://cdn.example/boat.jpg';
const FIELDS = [
  'prompt',
  'first_frame_url',
  'last_frame_url',
  'media',
  'aspect_ratio',
  'duration',
  'resolution',
  'generate_audio',
  'seed',
  'prompt_extend',
  'negative_prompt',
  'reference_image_urls',
  'web_search',
  '__proto__',
  'toString',
  '',
];
const VALUES: readonly unknown[] = [
  undefined,
  null,
  0,
  -0,
  5,
  5.5,
  -1,
  1e308,
  Number.NaN,
  true,
  false,
  '',
  ' ',
  'slow push-in',
  STILL,
  'adaptive',
  '16:9',
  '720P',
  '\ud800',
  [],
  [null],
  [[]],
  [{ type: 'first_frame', url: STILL }],
  [{ type: 'last_frame', url: STILL }],
  [{ type: '__proto__', url: {} }],
  {},
  { type: 'first_frame' },
];

/** Numbers that look random and are the same each time (a linear congruence modulo 2^32). */
function createDice(seed: number): (sides: number) => number {
  let state = seed;
  return (sides) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * sides);
  };
}

describe.each(MODEL_CATALOGUE.map((facts) => [facts.id, facts] as const))('%s', (id, facts) => {
  it('reads whatever it is sent into a whole order, or says why not', () => {
    const roll = createDice(5);
    let readCount = 0;
    for (let round = 0; round < 3000; round += 1) {
      const input: Record<string, unknown> = { prompt: 'slow push-in', first_frame_url: STILL };
      for (let at = roll(5); at > 0; at -= 1) {
        const name = FIELDS[roll(FIELDS.length)] ?? '';
        Object.defineProperty(input, name, {
          value: VALUES[roll(VALUES.length)],
          enumerable: true,
          configurable: true,
        });
      }
      const read = facts.read(input);
      if (read.kind === 'refused') {
        expect(read.reasons.length).toBeGreaterThan(0);
        for (const { message, todo } of read.reasons) expect(Math.min(message.length, todo.length)).toBeGreaterThan(9);
        continue;
      }
      readCount += 1;
      const { order } = read;
      expect(order.model).toBe(id);
      expect(facts.frames).toContain(order.frames);
      expect(facts.resolutions).toContain(order.resolution);
      expect(facts.aspectRatios).toContain(order.aspectRatio);
      expect(order.durationSec).toSatisfy(
        (sec: number) => sec >= facts.durationSec.min && sec <= facts.durationSec.max,
      );
      // Kept in a row as JSON: nothing in it may be lost there.
      expect(JSON.parse(JSON.stringify(order))).toStrictEqual(order);
      expect(read.stills).toHaveLength({ none: 0, first: 1, first_last: 2 }[order.frames]);
    }
    const takesThis = facts.withdrawn === undefined && facts.frames.includes('first');
    expect(readCount).toSatisfy((count: number) => (takesThis ? count > 100 : count < 3000));
  });
});
