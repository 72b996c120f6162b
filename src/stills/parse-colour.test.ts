import { describe, expect, it } from 'vitest';
import { formatColour, parseColour } from './parse-colour.js';

describe('a colour', () => {
  it.each([
    ['#ff8800', { r: 255, g: 136, b: 0 }],
    ['#F80', { r: 255, g: 136, b: 0 }],
    ['white', { r: 255, g: 255, b: 255 }],
    [' Black ', { r: 0, g: 0, b: 0 }],
  ])('is read from "%s"', (text, colour) => {
    expect(parseColour(text)).toEqual(colour);
  });

  it.each(['', 'ff8800', '#ff88', '#ggg', 'red', 'rgb(0,0,0)', '#ff8800ff'])(
    'is refused as "%s", saying what to write',
    (text) => {
      expect(() => parseColour(text)).toThrow(
        expect.objectContaining({
          code: 'bad_usage',
          field: '--background',
          todo: expect.stringContaining('#rrggbb') as string,
        }),
      );
    },
  );

  it('is written so that it is read again', () => {
    expect(formatColour({ r: 0, g: 10, b: 255 })).toBe('#000aff');
    expect(parseColour(formatColour({ r: 1, g: 2, b: 3 }))).toEqual({ r: 1, g: 2, b: 3 });
  });
});
