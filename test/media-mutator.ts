/** Damages bytes as broken transfers, bad writers and attackers do; the same seed gives the same damage. */
export function createMutator(seed: number): (original: Uint8Array) => Uint8Array {
  const random = createRandom(seed);
  const below = (limit: number): number => Math.floor(random() * limit);
  // Headers are where sizes and counts are: half of all damage goes into the first 512 bytes, or the last.
  const somewhere = (length: number): number => {
    const near = Math.min(length, 512);
    const choice = random();
    if (choice < 0.35) return below(near);
    return choice < 0.5 ? length - 1 - below(near) : below(length);
  };
  const damages: readonly ((bytes: Uint8Array) => Uint8Array)[] = [
    (bytes) => set(bytes, somewhere(bytes.length), [below(256)]),
    (bytes) => flip(bytes, somewhere(bytes.length), below(8)),
    (bytes) => set(bytes, somewhere(bytes.length), EXTREMES[below(EXTREMES.length)] ?? []),
    (bytes) => bytes.subarray(0, 1 + below(bytes.length)),
    (bytes) => fill(bytes, somewhere(bytes.length), below(64), below(2) * 255),
    (bytes) => splice(bytes, somewhere(bytes.length), bytes.subarray(0, below(bytes.length))),
    (bytes) => cutOut(bytes, somewhere(bytes.length), below(64)),
    (bytes) =>
      splice(
        bytes,
        bytes.length,
        Uint8Array.from({ length: below(2000) }, () => below(256)),
      ),
  ];
  return (original) => {
    let bytes = Uint8Array.from(original);
    for (let count = 1 + below(4); count > 0; count--) {
      bytes = Uint8Array.from(damages[below(damages.length)]?.(bytes) ?? bytes);
    }
    return bytes;
  };
}

/** Numbers that make a size, a count or an offset overflow: in both byte orders, 16 and 32 bits. */
const EXTREMES: readonly (readonly number[])[] = [
  [0xff, 0xff, 0xff, 0xff],
  [0x7f, 0xff, 0xff, 0xff],
  [0xff, 0xff, 0xff, 0x7f],
  [0x80, 0, 0, 0],
  [0, 0, 0, 0],
  [0, 0, 0, 1],
  [0xff, 0xff],
  [0x7f, 0xff],
];

function set(bytes: Uint8Array, at: number, values: readonly number[]): Uint8Array {
  for (const [offset, value] of values.entries()) if (at + offset < bytes.length) bytes[at + offset] = value;
  return bytes;
}

function flip(bytes: Uint8Array, at: number, bit: number): Uint8Array {
  return set(bytes, at, [(bytes[at] ?? 0) ^ (1 << bit)]);
}

function fill(bytes: Uint8Array, at: number, length: number, value: number): Uint8Array {
  return bytes.fill(value, at, at + length);
}

function splice(bytes: Uint8Array, at: number, inserted: Uint8Array): Uint8Array {
  return Buffer.concat([bytes.subarray(0, at), inserted, bytes.subarray(at)]);
}

function cutOut(bytes: Uint8Array, at: number, length: number): Uint8Array {
  return bytes.length <= length ? bytes : Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + length)]);
}

/** Mulberry32, a public-domain generator of 32 bits: small, and the same everywhere. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
