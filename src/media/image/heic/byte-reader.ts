/** Reads big-endian numbers one after the other. Every read throws a RangeError where the bytes end. */
export interface ByteReader {
  /** An unsigned number of 1, 2, 4 or 8 bytes; 0 for none, as box formats have it for fields that are left out. */
  number(lengthBytes: number): number;
  skip(lengthBytes: number): void;
  text(lengthBytes: number): string;
  /** Everything from here on. */
  rest(): Buffer;
}

/** A {@link ByteReader} from the first of these bytes on. */
export function createByteReader(bytes: Buffer): ByteReader {
  let at = 0;
  const take = (lengthBytes: number): Buffer => {
    if (at + lengthBytes > bytes.length)
      throw new RangeError(`${lengthBytes} bytes asked for, ${bytes.length - at} left`);
    at += lengthBytes;
    return bytes.subarray(at - lengthBytes, at);
  };
  return {
    number: (lengthBytes) => take(lengthBytes).reduce((sum, byte) => sum * 256 + byte, 0),
    skip: (lengthBytes) => void take(lengthBytes),
    text: (lengthBytes) => take(lengthBytes).toString('latin1'),
    rest: () => bytes.subarray(at),
  };
}
