import { readFileSync } from 'node:fs';
import { findIsoBox, readIsoBoxes } from '../src/media/image/iso-boxes.js';
import { makeClip } from '../src/media/testing/make-clip.js';
import { jobContext } from './made-images.js';

/** A picture coded in HEVC: its configuration and its one sample. */
export interface CodedTile {
  readonly widthPx: number;
  readonly heightPx: number;
  readonly config: Buffer;
  readonly sample: Buffer;
}

/** A HEIC made by hand, with what an encoder would not write. */
export interface MadeHeic {
  /** Row by row. */
  readonly tiles: readonly CodedTile[];
  readonly columns: number;
  /** What the file says of its size; left out for a picture that is not tiled: what its one tile has. */
  readonly size?: { readonly widthPx: number; readonly heightPx: number };
  /** Further properties of the whole, as boxes, in order. */
  readonly properties?: readonly Buffer[];
}

/** Codes one frame of `makeClip` (grey, with a ramp in its top quarter); `scratch` is a path that it may write to. */
export async function codeTile(
  scratch: string,
  widthPx: number,
  heightPx: number,
  pixelFormat: 'yuv420p' | 'yuv420p10le' = 'yuv420p',
  x265Options = '',
): Promise<CodedTile> {
  // With threads or B-frames, x265 now and then hands out its one picture without a time, and no container takes it.
  const x265 = `log-level=none:info=0:crf=10:bframes=0:frame-threads=1:pools=none${x265Options}`;
  const encoderOptions = { preset: 'ultrafast', 'x265-params': x265 };
  const clip = { container: 'mov', encoder: 'libx265', shownMs: [0], pixelFormat, encoderOptions } as const;
  await makeClip({ ...clip, widthPx, heightPx }, jobContext({}, { clip: scratch }));
  const file = readFileSync(scratch);
  const entries = findIsoBox(file, ['moov', 'trak', 'mdia', 'minf', 'stbl', 'stsd']);
  // ISO/IEC 14496-12 §12.1.3: 78 bytes of a visual sample entry come before the boxes in it.
  const entry = readIsoBoxes(entries?.subarray(8) ?? Buffer.alloc(0))[0]?.content.subarray(78);
  const config = entry === undefined ? undefined : findIsoBox(entry, ['hvcC']);
  const sample = findIsoBox(file, ['mdat']);
  if (config === undefined || sample === undefined) throw new Error('the clip holds no HEVC picture');
  return { widthPx, heightPx, config, sample };
}

/** Writes a {@link MadeHeic}: a grid of its tiles, or the one tile by itself. */
export function makeHeic({ tiles, columns, size, properties = [] }: MadeHeic): Buffer {
  const isGrid = size !== undefined;
  const whole = tiles.length + 1;
  const primary = isGrid ? whole : 1;
  // One pair of properties a coding: libheif takes 100 properties a file, and a grid may have more tiles.
  const codings = [...new Set(tiles)];
  const shared = codings.flatMap(({ config, widthPx, heightPx }) => [box('hvcC', config), ispe(widthPx, heightPx)]);
  const own = [...(isGrid ? [ispe(size.widthPx, size.heightPx)] : []), ...properties];
  const ownIndices = own.map((_, index) => shared.length + index + 1);
  const associations = tiles.map((tile, index) => {
    const coding = 2 * codings.indexOf(tile);
    return [u16(index + 1), indices([coding + 1, coding + 2, ...(isGrid ? [] : ownIndices)])];
  });
  if (isGrid) associations.push([u16(whole), indices(ownIndices)]);
  const grid = isGrid
    ? Buffer.concat([
        Buffer.from([0, 0, tiles.length / columns - 1, columns - 1]),
        u16(size.widthPx),
        u16(size.heightPx),
      ])
    : Buffer.alloc(0);
  const ftyp = box('ftyp', text('heic\0\0\0\0mif1heic'));
  const meta = (mediaAt: number): Buffer => {
    let at = mediaAt;
    const places = tiles.map(({ sample }, tile) => {
      at += sample.length;
      return Buffer.concat([u16(tile + 1), u16(0), u16(0), u16(1), u32(at - sample.length), u32(sample.length)]);
    });
    if (isGrid) places.push(Buffer.concat([u16(whole), u16(1), u16(0), u16(1), u32(0), u32(grid.length)]));
    const ids = tiles.map((_, tile) => tile + 1);
    return fullBox(
      'meta',
      0,
      fullBox('hdlr', 0, u32(0), text('pict'), Buffer.alloc(13)),
      fullBox('pitm', 0, u16(primary)),
      fullBox('iloc', 1, u16(0x4400), u16(places.length), ...places),
      fullBox(
        'iinf',
        0,
        u16(places.length),
        ...ids.map((id) => infe(id, 'hvc1', isGrid)),
        ...(isGrid ? [infe(whole, 'grid', false)] : []),
      ),
      ...(isGrid ? [fullBox('iref', 0, box('dimg', u16(whole), u16(ids.length), ...ids.map(u16)))] : []),
      box(
        'iprp',
        box('ipco', ...shared, ...own),
        flaggedBox('ipma', 0, 1, u32(associations.length), ...associations.flat()),
      ),
      box('idat', grid),
    );
  };
  const head = ftyp.length + meta(0).length + 8;
  return Buffer.concat([ftyp, meta(head), box('mdat', ...tiles.map(({ sample }) => sample))]);
}

/** The colours of a picture by their numbers in ITU-T H.273. */
export function nclx(primaries: number, transfer: number, matrix: number): Buffer {
  return box('colr', text('nclx'), u16(primaries), u16(transfer), u16(matrix), Buffer.from([0x80]));
}

/** A box of an ISO file. */
export function box(type: string, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat([text(type), ...content]);
  return Buffer.concat([u32(body.length + 4), body]);
}

function fullBox(type: string, version: number, ...content: readonly Buffer[]): Buffer {
  return flaggedBox(type, version, 0, ...content);
}

function flaggedBox(type: string, version: number, flags: number, ...content: readonly Buffer[]): Buffer {
  return box(type, Buffer.from([version, 0, 0, flags]), ...content);
}

/** A tile of a grid is hidden (flag 1): it is no picture of its own. */
function infe(id: number, type: string, hidden: boolean): Buffer {
  return flaggedBox('infe', 2, hidden ? 1 : 0, u16(id), u16(0), text(`${type}\0`));
}

function ispe(widthPx: number, heightPx: number): Buffer {
  return fullBox('ispe', 0, u32(widthPx), u32(heightPx));
}

/** Two bytes each, as flag 1 of `ipma` has it. */
function indices(of: readonly number[]): Buffer {
  return Buffer.concat([Buffer.from([of.length]), ...of.map(u16)]);
}

function text(value: string): Buffer {
  return Buffer.from(value, 'latin1');
}

function u16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 255]);
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}
