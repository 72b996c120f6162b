/** What the first bytes of a picture say. */
export interface PictureFacts {
  readonly mediaType: 'image/jpeg' | 'image/png' | 'image/webp' | 'image/gif' | 'image/bmp';
  readonly widthPx: number;
  readonly heightPx: number;
  readonly hasAlpha: boolean;
}

/** Reads type and size of a picture from its header, without decoding it; undefined when it is none that is known here. */
export function readPictureFacts(bytes: Buffer): PictureFacts | undefined {
  if (bytes.byteLength < 30) return undefined;
  if (bytes.readUInt32BE(0) === 0x89504e47) return png(bytes);
  if (bytes.readUInt16BE(0) === 0xffd8) return jpeg(bytes);
  if (bytes.toString('latin1', 0, 4) === 'RIFF' && bytes.toString('latin1', 8, 12) === 'WEBP') return webp(bytes);
  if (bytes.toString('latin1', 0, 3) === 'GIF') {
    return { mediaType: 'image/gif', widthPx: bytes.readUInt16LE(6), heightPx: bytes.readUInt16LE(8), hasAlpha: false };
  }
  if (bytes.toString('latin1', 0, 2) === 'BM') {
    const heightPx = Math.abs(bytes.readInt32LE(22));
    return { mediaType: 'image/bmp', widthPx: bytes.readInt32LE(18), heightPx, hasAlpha: false };
  }
  return undefined;
}

function png(bytes: Buffer): PictureFacts {
  const colourType = bytes.readUInt8(25);
  return {
    mediaType: 'image/png',
    widthPx: bytes.readUInt32BE(16),
    heightPx: bytes.readUInt32BE(20),
    hasAlpha: colourType === 4 || colourType === 6,
  };
}

/** Walks the segments to the frame header (ITU T.81, B.1.1.3): any SOF but DHT, JPG and DAC, which lie among their numbers. */
function jpeg(bytes: Buffer): PictureFacts | undefined {
  let at = 2;
  while (at + 9 < bytes.byteLength) {
    if (bytes[at] !== 0xff) return undefined;
    const marker = bytes[at + 1] ?? 0;
    if (marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)) {
      const heightPx = bytes.readUInt16BE(at + 5);
      return { mediaType: 'image/jpeg', widthPx: bytes.readUInt16BE(at + 7), heightPx, hasAlpha: false };
    }
    at += 2 + bytes.readUInt16BE(at + 2);
  }
  return undefined;
}

function webp(bytes: Buffer): PictureFacts | undefined {
  const kind = bytes.toString('latin1', 12, 16);
  const facts = (widthPx: number, heightPx: number, hasAlpha: boolean): PictureFacts => ({
    mediaType: 'image/webp',
    widthPx,
    heightPx,
    hasAlpha,
  });
  if (kind === 'VP8X') {
    const isTransparent = ((bytes[20] ?? 0) & 0x10) !== 0;
    return facts(1 + bytes.readUIntLE(24, 3), 1 + bytes.readUIntLE(27, 3), isTransparent);
  }
  if (kind === 'VP8 ') return facts(bytes.readUInt16LE(26) & 0x3fff, bytes.readUInt16LE(28) & 0x3fff, false);
  if (kind !== 'VP8L') return undefined;
  const bits = bytes.readUInt32LE(21);
  return facts(1 + (bits & 0x3fff), 1 + ((bits >> 14) & 0x3fff), ((bits >> 28) & 1) === 1);
}
