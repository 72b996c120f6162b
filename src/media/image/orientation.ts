import type { Rect, SizePx } from '../../contract/framing.js';

/** EXIF's orientation: how the stored rows and columns are turned to be shown (Exif 3.0, tag 0x0112). */
export type Orientation = 1 | 2 | 3 | 4 | 5 | 6 | 7 | 8;

/** The steps from stored to shown: mirrored top to bottom, mirrored left to right, then turned clockwise. */
export interface Turn {
  readonly flip: boolean;
  readonly flop: boolean;
  readonly degrees: 0 | 90 | 180 | 270;
}

const TURNS: Readonly<Record<Orientation, Turn>> = {
  1: { flip: false, flop: false, degrees: 0 },
  2: { flip: false, flop: true, degrees: 0 },
  3: { flip: false, flop: false, degrees: 180 },
  4: { flip: true, flop: false, degrees: 0 },
  5: { flip: false, flop: true, degrees: 270 },
  6: { flip: false, flop: false, degrees: 90 },
  7: { flip: false, flop: true, degrees: 90 },
  8: { flip: false, flop: false, degrees: 270 },
};

/** The orientation a file states; anything that is none of the eight is 1, as viewers have it. */
export function toOrientation(value: number | undefined): Orientation {
  return value !== undefined && value in TURNS ? (value as Orientation) : 1;
}

/** How to get from stored to shown. */
export function turnOf(orientation: Orientation): Turn {
  return TURNS[orientation];
}

/** A size after the turn, or before it: the sides change places for orientations 5 to 8. */
export function turnSize({ widthPx, heightPx }: SizePx, orientation: Orientation): SizePx {
  return orientation >= 5 ? { widthPx: heightPx, heightPx: widthPx } : { widthPx, heightPx };
}

/** Where a rectangle of the shown picture lies in the stored one. */
export function toStoredRect(rect: Rect, stored: SizePx, orientation: Orientation): Rect {
  const { leftPx: left, topPx: top } = rect;
  const { widthPx, heightPx } = turnSize(rect, orientation);
  const fromRight = (px: number): number => stored.widthPx - px - widthPx;
  const fromBottom = (px: number): number => stored.heightPx - px - heightPx;
  const at = (leftPx: number, topPx: number): Rect => ({ leftPx, topPx, widthPx, heightPx });
  switch (orientation) {
    case 1:
      return at(left, top);
    case 2:
      return at(fromRight(left), top);
    case 3:
      return at(fromRight(left), fromBottom(top));
    case 4:
      return at(left, fromBottom(top));
    case 5:
      return at(top, left);
    case 6:
      return at(top, fromBottom(left));
    case 7:
      return at(fromRight(top), fromBottom(left));
    case 8:
      return at(fromRight(top), left);
  }
}
