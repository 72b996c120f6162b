import { crc32, deflateSync } from 'node:zlib';

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);

/**
 * A still to try a machine on, as the bytes of an 8-bit RGB PNG: soft slopes of colour under a grid of fine lines, so that
 * a lost line, a shifted plane or a wrong colour matrix shows in the figures. Made without any decoder or file.
 */
export function createTestStill(widthPx: number, heightPx: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(widthPx, 0);
  header.writeUInt32BE(heightPx, 4);
  header.set([8, 2, 0, 0, 0], 8); // 8 bits, RGB, deflate, adaptive filters, not interlaced (PNG 1.2, 11.2.2)
  const pixels = deflateSync(testPixels(widthPx, heightPx), { level: 1 });
  return Buffer.concat([SIGNATURE, chunk('IHDR', header), chunk('IDAT', pixels), chunk('IEND', Buffer.alloc(0))]);
}

/** Rows of RGB, each behind its filter byte (0: none). */
function testPixels(widthPx: number, heightPx: number): Buffer {
  const stride = 1 + widthPx * 3;
  const rows = Buffer.alloc(stride * heightPx);
  for (let y = 0; y < heightPx; y += 1) {
    for (let x = 0; x < widthPx; x += 1) {
      const line = x % 32 < 3 || y % 32 < 3 ? 60 : 0;
      const red = 40 + (150 * x) / widthPx;
      const green = 40 + (150 * y) / heightPx;
      rows.set([red + line, green + line, 190 - red / 2 + line], y * stride + 1 + x * 3);
    }
  }
  return rows;
}

/** Length, type, data, CRC of type and data (PNG 1.2, 5.3). */
function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const frame = Buffer.alloc(8 + body.length);
  frame.writeUInt32BE(data.length, 0);
  body.copy(frame, 4);
  frame.writeUInt32BE(crc32(body), 4 + body.length);
  return frame;
}
