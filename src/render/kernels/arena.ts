/** Where the arena begins: the first page is left to the kernels' own constants. */
const START = 65_536;
const PAGE = 65_536;

/**
 * Bytes past every block that kernels may read or write: they work in whole vectors, so a row's last one can reach past its
 * end. What lies there never decides a sample.
 */
const SLACK = 64;

/**
 * The memory that kernels and their callers share: blocks are handed out one after the other and live as long as the arena. A view
 * is only good until the next `allocate`, which may move the memory: allocate first, then look.
 */
export interface Arena {
  readonly memory: WebAssembly.Memory;
  /** Address of a new zeroed block, on a 16-byte boundary. Throws RangeError when the memory cannot grow (4 GiB). */
  allocate(bytes: number): number;
  bytes(address: number, length: number): Uint8Array;
}

/** An empty arena. */
export function createArena(): Arena {
  const memory = new WebAssembly.Memory({ initial: START / PAGE });
  let end = START;
  return {
    memory,
    allocate(bytes) {
      const address = end;
      end += Math.ceil((bytes + SLACK) / 16) * 16;
      const missing = end - memory.buffer.byteLength;
      if (missing > 0) memory.grow(Math.ceil(missing / PAGE));
      return address;
    },
    bytes: (address, length) => new Uint8Array(memory.buffer, address, length),
  };
}
