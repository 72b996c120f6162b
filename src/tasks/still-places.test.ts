import { describe, expect, it } from 'vitest';
import { readAt, stillsInFields, writeAt } from './still-places.js';

const WAN = {
  prompt: 'x',
  media: [
    { type: 'last_frame', url: 'b' },
    { type: 'first_frame', url: 'a' },
  ],
};

describe('a place in an input', () => {
  it('is read wherever it is', () => {
    expect(readAt({ first_frame_url: 'a' }, 'first_frame_url')).toBe('a');
    expect(readAt(WAN, 'media[1].url')).toBe('a');
  });

  it.each(['last_frame_url', 'media[2].url', 'media[0].url.length', 'toString', '__proto__', 'media[length]'])(
    'holds no still at %s',
    (place) => {
      expect(typeof readAt(WAN, place)).not.toBe('string');
    },
  );

  it('is written in a copy, lists staying lists', () => {
    const written = writeAt(WAN, 'media[1].url', 'asset://x');
    expect(written).toEqual({ prompt: 'x', media: [WAN.media[0], { type: 'first_frame', url: 'asset://x' }] });
    expect(WAN.media[1]?.url).toBe('a');
  });

  it('that is not there is not written', () => {
    expect(() => writeAt(WAN, 'media[7].url', 'x')).toThrow();
  });
});

it('finds stills in HiAPI’s two fields where a model names none', () => {
  expect(stillsInFields({ last_frame_url: 'b', first_frame_url: 7 })).toEqual([
    { role: 'last', field: 'last_frame_url', url: 'b' },
  ]);
});
