const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';

/** Bits of a ULID's randomness that fit beside its 42 used bits of time into a 63-bit whole number. */
const RANDOM_BITS = 21n;

/** A whole number as text, out of a ULID: HiAPI's storages know an output by a number. Sorts by time, as ULIDs do. */
export function numericId(ulid: string): string {
  let value = 0n;
  for (const letter of ulid) value = value * 32n + BigInt(ALPHABET.indexOf(letter));
  const timeMs = value >> 80n;
  // The lowest bits: a monotonic ULID counts in them.
  return String((timeMs << RANDOM_BITS) | (value & ((1n << RANDOM_BITS) - 1n)));
}
