/** A box of an ISO base media file (ISO/IEC 14496-12 §4.2): what AVIF, HEIC and MP4 are made of. */
export interface IsoBox {
  readonly type: string;
  /** What follows the box's header, to the end of the box. */
  readonly content: Buffer;
}

/**
 * The boxes that lie one after the other in these bytes. Ends where a box would reach past them, or be of no length: a
 * box that is not whole is not given.
 */
export function readIsoBoxes(bytes: Buffer): IsoBox[] {
  const boxes: IsoBox[] = [];
  for (let at = 0; at < bytes.length;) {
    const header = readIsoBoxHeader(bytes.subarray(at), bytes.length - at);
    if (header === undefined || at + header.sizeBytes > bytes.length) break;
    boxes.push({ type: header.type, content: bytes.subarray(at + header.headerBytes, at + header.sizeBytes) });
    at += header.sizeBytes;
  }
  return boxes;
}

/** The content of the first box at the end of a path (`['mdia', 'minf']`), or undefined. */
export function findIsoBox(bytes: Buffer, path: readonly string[]): Buffer | undefined {
  return path.reduce<Buffer | undefined>(
    (content, type) => content && readIsoBoxes(content).find((box) => box.type === type)?.content,
    bytes,
  );
}

/** How many bytes {@link readIsoBoxHeader} makes use of. */
export const ISO_BOX_HEADER_BYTES = 16;

/**
 * The first box's type and sizes; undefined where there is none. `roomBytes` is what is left from its first byte on, which
 * a box of size 0 fills. The size may lie: it is not held against the room.
 */
export function readIsoBoxHeader(
  bytes: Buffer,
  roomBytes: number,
): { readonly type: string; readonly headerBytes: number; readonly sizeBytes: number } | undefined {
  if (bytes.length < 8) return undefined;
  const type = bytes.toString('latin1', 4, 8);
  const size = bytes.readUInt32BE(0);
  if (size === 0) return { type, headerBytes: 8, sizeBytes: roomBytes };
  if (size !== 1) return size < 8 ? undefined : { type, headerBytes: 8, sizeBytes: size };
  const long = bytes.length < 16 ? 0 : Number(bytes.readBigUInt64BE(8));
  return long < 16 ? undefined : { type, headerBytes: 16, sizeBytes: long };
}
