import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { crc32, deflateSync } from 'node:zlib';
import sharp, { type OutputInfo, type Sharp } from 'sharp';
import { afterAll } from 'vitest';
import type { JobContext } from '../src/media/job.js';

/**
 * Lets sharp read pictures from memory again. `configured-sharp.ts` forbids it for the whole process, and a test that makes pictures
 * runs in one process with what it tests. To be called after the imports; SVG and the like stay forbidden.
 */
export function allowPicturesInMemory(): void {
  sharp.unblock({
    operation: ['Jpeg', 'Png', 'Webp', 'Heif', 'Tiff', 'Nsgif'].map((loader) => `VipsForeignLoad${loader}Buffer`),
  });
}

/** Path of one of the example stills. */
export function example(name: string): string {
  return path.resolve(import.meta.dirname, '../examples', name);
}

type Photo = 'seedling' | 'mountains' | 'portrait' | 'bottle-front';

/** A real photograph, small enough for a test: up to 720 pixels wide. */
export function photo(name: Photo, widthPx: number): Sharp {
  const { data, info } = photos[name];
  return sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } }).resize({ width: widthPx });
}

/** Decoded once: a test may need fifty small pictures of them. */
const photos = {
  seedling: await decodeExample('seedling'),
  mountains: await decodeExample('mountains'),
  portrait: await decodeExample('portrait'),
  'bottle-front': await decodeExample('bottle-front'),
};

async function decodeExample(name: Photo): Promise<{ data: Buffer; info: OutputInfo }> {
  return sharp(example(`${name}.jpg`))
    .resize({ width: 720 })
    .raw()
    .toBuffer({ resolveWithObject: true });
}

/** A folder for this test file, removed when it is through; answers with the path of a name in it. */
export function scratchFolder(): (name: string) => string {
  const folder = mkdtempSync(path.join(tmpdir(), 'firstframe-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return (name) => path.join(folder, name);
}

/** What a job's body is given, without a media process around it. */
export function jobContext(
  files: Readonly<Record<string, string>>,
  outputs: Readonly<Record<string, string>> = {},
): JobContext {
  const named = (paths: Readonly<Record<string, string>>, name: string): string => {
    const found = paths[name];
    if (found === undefined) throw new TypeError(`no path named ${name}`);
    return found;
  };
  return {
    folder: tmpdir(),
    file: (name) => named(files, name),
    output: (name) => named(outputs, name),
    step: () => undefined,
    report: () => undefined,
  };
}

/** A PNG made by hand, with what an encoder would not write. */
export interface MadePng {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly bits?: 8 | 16;
  /** RGB, of all pixels alike; numbers up to 255, or 65535 with 16 bits. */
  readonly colour?: readonly number[];
  readonly icc?: Buffer;
  /** More than 0 makes it an animation (`acTL`). */
  readonly frames?: number;
  /** `false`: there are none, whatever the header says. */
  readonly pixels?: boolean;
}

/** Writes a {@link MadePng}. */
export function makePng({
  widthPx,
  heightPx,
  bits = 8,
  colour = [0, 0, 0],
  icc,
  frames = 0,
  pixels = true,
}: MadePng): Buffer {
  const size = Buffer.concat([uint32(widthPx), uint32(heightPx)]);
  const chunks = [pngChunk('IHDR', Buffer.concat([size, Buffer.from([bits, 2, 0, 0, 0])]))];
  if (icc !== undefined)
    chunks.push(pngChunk('iCCP', Buffer.concat([Buffer.from('made\0\0', 'latin1'), deflateSync(icc)])));
  const control = (sequence: number): Buffer =>
    pngChunk('fcTL', Buffer.concat([uint32(sequence), size, uint32(0), uint32(0), Buffer.from([0, 1, 0, 10, 0, 0])]));
  if (frames > 0) chunks.push(pngChunk('acTL', Buffer.concat([uint32(frames), uint32(0)])), control(0));
  const data = pixels ? deflateSync(pngRows(widthPx, heightPx, bits, colour)) : Buffer.from([0x78]);
  chunks.push(pngChunk('IDAT', data));
  for (let frame = 1; frame < frames; frame++) {
    chunks.push(control(2 * frame - 1), pngChunk('fdAT', Buffer.concat([uint32(2 * frame), data])));
  }
  chunks.push(pngChunk('IEND', Buffer.alloc(0)));
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), ...chunks]);
}

function pngRows(widthPx: number, heightPx: number, bits: 8 | 16, colour: readonly number[]): Buffer {
  const pixel = Buffer.from(colour.flatMap((value) => (bits === 16 ? [value >> 8, value & 255] : [value])));
  const row = Buffer.concat([Buffer.from([0]), ...Array.from({ length: widthPx }, () => pixel)]);
  return Buffer.concat(Array.from({ length: heightPx }, () => row));
}

function pngChunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  return Buffer.concat([uint32(data.length), body, uint32(crc32(body))]);
}

/** An RGB colour space by its primaries (XYZ under D50) and one gamma, as an ICC profile of version 2. */
export function makeIccProfile(
  name: string,
  primaries: readonly (readonly [number, number, number])[],
  gamma: number,
): Buffer {
  const fixed = (value: number): Buffer => uint32(Math.round(value * 65536) >>> 0);
  const xyz = (values: readonly number[]): Buffer =>
    Buffer.concat([Buffer.from('XYZ \0\0\0\0', 'latin1'), ...values.map(fixed)]);
  const text = Buffer.from(`${name}\0`, 'latin1');
  const curve = Buffer.concat([
    Buffer.from('curv\0\0\0\0', 'latin1'),
    uint32(1),
    Buffer.from([gamma, (gamma % 1) * 256]),
    Buffer.alloc(2),
  ]);
  const tags: readonly (readonly [string, Buffer])[] = [
    ['desc', Buffer.concat([Buffer.from('desc\0\0\0\0', 'latin1'), uint32(text.length), text, Buffer.alloc(78 + 3)])],
    ['cprt', Buffer.from('text\0\0\0\0none\0\0\0\0', 'latin1')],
    ['wtpt', xyz([0.9642, 1, 0.8249])],
    ...(['rXYZ', 'gXYZ', 'bXYZ'] as const).map((tag, index) => [tag, xyz(primaries[index] ?? [])] as const),
    ...(['rTRC', 'gTRC', 'bTRC'] as const).map((tag) => [tag, curve] as const),
  ];
  let at = 132 + 12 * tags.length;
  const table: Buffer[] = [];
  const bodies: Buffer[] = [];
  for (const [tag, body] of tags) {
    const padded = Buffer.concat([body, Buffer.alloc(-body.length & 3)]);
    table.push(Buffer.from(tag, 'latin1'), uint32(at), uint32(body.length));
    bodies.push(padded);
    at += padded.length;
  }
  const header = Buffer.alloc(128);
  header.writeUInt32BE(at, 0);
  header.writeUInt32BE(0x02100000, 8);
  header.write('mntrRGB XYZ ', 12, 'latin1');
  header.write('acsp', 36, 'latin1');
  xyz([0.9642, 1, 0.8249]).copy(header, 68, 8);
  return Buffer.concat([header, uint32(tags.length), ...table, ...bodies]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** Peak signal to noise ratio of two pictures of 8 bits, in dB; Infinity when they are alike. */
export function psnrDb(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) throw new RangeError(`${a.length} samples against ${b.length}`);
  let squares = 0;
  for (let index = 0; index < a.length; index++) squares += ((a[index] ?? 0) - (b[index] ?? 0)) ** 2;
  return 10 * Math.log10((255 ** 2 * a.length) / squares);
}
