import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { allowPicturesInMemory, example, photo, scratchFolder } from '../../../test/made-images.js';
import { sniffFile, sniffImage } from './sniff-image.js';

allowPicturesInMemory();
const at = scratchFolder();
const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');
const ftyp = (...brands: readonly string[]): Buffer =>
  bytes(
    `\0\0\0${String.fromCharCode(16 + 4 * (brands.length - 1))}ftyp${brands[0] ?? ''}\0\0\0\0${brands.slice(1).join('')}`,
  );
/** The start of a little-endian TIFF whose first directory holds one tag. */
const tiff = (tag: number, value: number): Buffer => {
  const head = Buffer.alloc(26);
  head.write('II*\0\x08\0\0\0\x01\0', 'latin1');
  head.writeUInt16LE(tag, 10);
  head.writeUInt32LE(value, 18);
  return head;
};

describe('a file is told by its bytes:', () => {
  it.each([
    ['svg', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
    ['svg', '<?xml version="1.0"?>\n<!-- drawn -->\n<svg width="1">'],
    ['svg', '\xff\xfe<\0s\0v\0g\0>\0'],
    ['svg', '\xfe\xff\0<\0s\0v\0g\0>'],
    ['xml', '<?xml version="1.0"?><rss/>'],
    ['html', '<!DOCTYPE html><p>hello'],
    ['text', "ffconcat version 1.0\nfile '/etc/passwd'\n"],
    ['text', 'BMW and others'],
    ['pdf', '%PDF-1.7\n'],
    ['bmp', 'BM\x46\0\0\0\0\0\0\0\x36\0\0\0'],
    ['psd', '8BPS\0\x01'],
    ['ico', '\0\0\x01\0\x01\0'],
    ['jxl', '\xff\x0a\xfa'],
    ['jp2', '\0\0\0\x0cjP  \r\n\x87\n'],
    ['gif', 'GIF89a\x01\0'],
    ['avi', 'RIFF\0\0\0\0AVI LIST'],
    ['audio', 'RIFF\0\0\0\0WAVEfmt '],
    ['webm', '\x1a\x45\xdf\xa3\x01'],
    ['zip', 'PK\x03\x04\x14'],
    ['unknown', '\0\x01\x02\x03'],
    ['unknown', ''],
  ])('%s', (format, head) => {
    expect(sniffImage(bytes(head))).toBe(format);
  });

  it.each([
    ['avif', ftyp('avif', 'mif1', 'miaf')],
    ['avif', ftyp('mif1', 'avif', 'miaf')],
    ['avif', ftyp('avis', 'avif', 'msf1')],
    ['heic', ftyp('heic', 'mif1')],
    ['heic', ftyp('mif1', 'heic')],
    ['heic', ftyp('msf1', 'hevc')],
    ['mp4', ftyp('isom', 'iso2', 'avc1', 'mp41')],
    ['mov', ftyp('qt  ')],
    ['raw', ftyp('crx ', 'isom')],
    ['tiff', tiff(0x0100, 640)],
    ['tiff', tiff(0x00fe, 0)],
    ['raw', tiff(0x00fe, 1)],
    ['raw', tiff(0xc612, 0x401)],
    ['tiff', bytes('MM\0*')],
  ])('%s', (format, head) => {
    expect(sniffImage(head)).toBe(format);
  });

  it.each(['jpeg', 'png', 'webp', 'gif', 'tiff', 'avif'] as const)(
    '%s, as an encoder writes it and whatever its name',
    async (format) => {
      writeFileSync(at('picture.svg'), await photo('seedling', 64).toFormat(format).toBuffer());
      expect(await sniffFile(at('picture.svg'))).toBe(format);
    },
  );

  it('a photograph', async () => {
    expect(await sniffFile(example('portrait.jpg'))).toBe('jpeg');
  });

  it('any few bytes, without a fault', () => {
    const heads = [tiff(0xc612, 1), ftyp('heic', 'mif1'), bytes('RIFF\0\0\0\0WEBP'), bytes('\xfe\xff\0<\0')];
    for (const head of heads)
      for (let length = 0; length <= head.length; length++) sniffImage(head.subarray(0, length));
  });
});
