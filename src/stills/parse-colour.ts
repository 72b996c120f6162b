import { AppError } from '../contract/errors.js';
import type { Rgb } from '../contract/framing.js';

/** What shows through where a still is transparent, unless the caller says otherwise. */
export const WHITE: Rgb = { r: 255, g: 255, b: 255 };

/**
 * Reads `#rrggbb`, `#rgb`, `white` or `black`, in either case of letters.
 * @throws AppError `bad_usage` for anything else; `field` is the option it was given by.
 */
export function parseColour(text: string, field = '--background'): Rgb {
  const colour = text.trim().toLowerCase();
  if (colour === 'white') return WHITE;
  if (colour === 'black') return { r: 0, g: 0, b: 0 };
  const digits = /^#(?:[0-9a-f]{3}|[0-9a-f]{6})$/.test(colour) ? colour.slice(1) : undefined;
  if (digits === undefined) {
    throw new AppError('bad_usage', `${field}: "${text}" is not a colour`, {
      field,
      todo: 'Write it as #rrggbb or #rgb (in a shell in quotes: "#ff8800"), or as white or black.',
    });
  }
  const six = digits.length === 3 ? digits.replace(/./g, '$&$&') : digits;
  const channel = (at: number): number => Number.parseInt(six.slice(at, at + 2), 16);
  return { r: channel(0), g: channel(2), b: channel(4) };
}

/** A colour as `#rrggbb`. */
export function formatColour({ r, g, b }: Rgb): string {
  return `#${[r, g, b].map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}
