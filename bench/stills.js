/** The photographs that the benches run on. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

const EXAMPLES = fileURLToPath(new URL('../examples/', import.meta.url));

/**
 * A photograph of examples/, by its name without `.jpg`.
 * @param {string} name
 */
export function exampleStill(name) {
  return path.join(EXAMPLES, `${name}.jpg`);
}

/** 16:9 and twelve million pixels, as a telephone takes them. */
const TWELVE_MEGAPIXELS = { width: 4618, height: 2598 };

/**
 * Writes a 12-megapixel JPEG, made from a larger photograph of examples/.
 * @param {string} folder
 */
export async function writeTwelveMegapixelStill(folder) {
  const stillPath = path.join(folder, 'seedling-12-megapixels.jpg');
  await sharp(exampleStill('seedling'))
    .resize({ ...TWELVE_MEGAPIXELS, fit: 'fill', kernel: 'lanczos3' })
    .jpeg({ quality: 92 })
    .toFile(stillPath);
  return stillPath;
}
