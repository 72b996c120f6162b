import { z } from 'zod';

/** Pages further than this are nobody's; the offset stays a whole number that every database takes. */
const PAGE_MAX = 1_000_000_000;

/** HiAPI's paging: what is out of range, or no number, counts as not sent; it is never refused, nor brought to the nearest. */
export const pageQuery = {
  page: whole(1, PAGE_MAX, 1).describe('From 1; anything else counts as 1'),
  size: whole(1, 100, 10).describe('1 to 100; anything else counts as 10'),
};

function whole(min: number, max: number, fallback: number) {
  return z
    .string()
    .regex(/^[0-9]{1,10}$/)
    .transform(Number)
    .pipe(z.number().int().min(min).max(max))
    .catch(fallback)
    .meta({ type: 'integer', minimum: min, maximum: max, default: fallback });
}
