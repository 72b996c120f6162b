import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '../../contract/errors.js';
import { type PriceOverrides, readPriceOverrides } from './price-overrides.js';

/**
 * Reads the file that FIRSTFRAME_PRICES names, once, at the start: a change of it counts from the next start.
 * @throws AppError `bad_usage`, naming the file and the place in it
 */
export async function readPricesFile(file: string): Promise<PriceOverrides> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (cause) {
    const field = 'FIRSTFRAME_PRICES';
    throw new AppError('bad_usage', `${field}: ${file} cannot be read`, {
      ...{ field, cause },
      todo: 'Name a file that is there, or unset the variable.',
    });
  }
  return readPriceOverrides(text, path.basename(file));
}
