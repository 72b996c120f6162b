import type { Finding } from '../contract/finding.js';
import type { SizePx } from '../contract/framing.js';
import type { ImageFacts, UnopenedFile } from '../media/image/inspect-image.js';
import { PIXELS_MAX, pixelsMaxOf } from '../media/image/pixel-limit.js';
import { FORMAT_NAMES } from './format-names.js';

/** The smallest side a still may have: below it there is nothing to see, and every model refuses it. */
export const SIDE_MIN_PX = 64;
/** Magnified by less than this nobody sees it, and rounding a ratio alone can ask for a pixel more. */
const MAGNIFIED_FROM = 1.05;

/** What makes a still unusable, by what the media process found; undefined when nothing does. */
export function refusalOf(found: ImageFacts | UnopenedFile, field: string): Finding | undefined {
  const refuse = (code: string, measured: string, repair: string, limit?: string): Finding => ({
    code,
    severity: 'refuse',
    field,
    measured,
    ...(limit === undefined ? {} : { limit }),
    repair,
  });
  const { name, kind, todo } = FORMAT_NAMES[found.format];
  if (found.kind === 'not_opened') {
    return kind === 'picture'
      ? refuse('unsupported_format', `This is ${name}, which is not read here.`, todo)
      : refuse('not_an_image', `This is ${name}, not an image.`, todo);
  }
  const again = 'Copy or download it again, or export it anew.';
  const animation = (frames: number): Finding =>
    refuse(
      'animated',
      `This is ${name} animation with ${frames} frames, not a still.`,
      'Export the frame you want as PNG, and use that.',
      '1 frame',
    );
  if (found.kind === 'sequence') return animation(found.frameCount);
  if (found.kind !== 'image') return refuse('damaged', `This is ${name} whose header is cut short or damaged.`, again);
  const { widthPx, heightPx } = found.display;
  const size = `${widthPx}×${heightPx} pixels`;
  const pixelsMax = pixelsMaxOf({ ...found, hasAlpha: found.alpha !== 'none' });
  if (widthPx * heightPx > pixelsMax) {
    const megapixels = Math.round((widthPx * heightPx) / 1e6);
    const limit = `${pixelsMax / 1e6} megapixels${pixelsMax < PIXELS_MAX ? `, as ${name}` : ''}`;
    return refuse(
      'too_many_pixels',
      `It has ${size}, ${megapixels} megapixels.`,
      'Export it smaller; a clip needs 4 at most.',
      limit,
    );
  }
  if (found.animated && found.format !== 'gif') return animation(found.frameCount);
  if (found.format === 'heic' && found.alpha !== 'none') {
    return refuse(
      'unsupported_format',
      'This is a HEIC with transparency, which is not read here.',
      'Export it as PNG.',
    );
  }
  if (found.unreadColour !== undefined) {
    const measured = `This is ${name} in ${found.unreadColour}, which is not read here.`;
    return refuse('unsupported_colour', measured, 'Export it as JPEG or PNG in sRGB.');
  }
  if (found.decodes === 'no') {
    return refuse(
      'damaged',
      `This is ${name} of ${size} that is cut short or damaged: it cannot be read to its end.`,
      again,
    );
  }
  if (Math.min(widthPx, heightPx) < SIDE_MIN_PX) {
    const measured = `It has ${size}: there is too little in it to see.`;
    return refuse('too_small', measured, 'Use a larger version of the picture.', `${SIDE_MIN_PX} pixels a side`);
  }
  return undefined;
}

/** The finding of a still that has fewer pixels than its part of the raster; undefined when it has enough. */
export function magnifiedFinding(shown: SizePx, raster: SizePx, field: string): Finding | undefined {
  const factor = Math.max(raster.widthPx / shown.widthPx, raster.heightPx / shown.heightPx);
  if (factor < MAGNIFIED_FROM) return undefined;
  return {
    code: 'magnified',
    severity: 'warn',
    field,
    measured: `${shown.widthPx}×${shown.heightPx} pixels of it are shown: it is magnified ${factor.toFixed(1)} times and will look soft.`,
    limit: `${raster.widthPx}×${raster.heightPx} pixels`,
    repair: 'Use a larger version of the picture, or a lower resolution.',
  };
}
