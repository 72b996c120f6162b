import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { readMp4Layout, type Mp4Layout } from './mp4-layout.js';

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'firstframe-test-'));
});

afterAll(() => rmSync(folder, { recursive: true }));

function box(type: string, content = 0, size = content + 8): Buffer {
  const bytes = Buffer.alloc(content + 8);
  bytes.writeUInt32BE(size);
  bytes.write(type, 4, 'latin1');
  return bytes;
}

function longBox(type: string, content: number, size = BigInt(content + 16)): Buffer {
  const bytes = Buffer.alloc(content + 16);
  bytes.writeUInt32BE(1);
  bytes.write(type, 4, 'latin1');
  bytes.writeBigUInt64BE(size, 8);
  return bytes;
}

async function layoutOf(...boxes: Buffer[]): Promise<Mp4Layout> {
  const file = path.join(folder, 'boxes');
  writeFileSync(file, Buffer.concat(boxes));
  return await readMp4Layout(file);
}

describe('readMp4Layout', () => {
  const ftyp = box('ftyp', 16);

  it('says where the index is', async () => {
    const whole = { truncated: false, fragmented: false };
    expect(await layoutOf(ftyp, box('moov', 50), box('mdat', 99))).toEqual({ ...whole, moov: 'before_mdat' });
    expect(await layoutOf(ftyp, box('free'), box('mdat', 99), box('moov', 50))).toEqual({
      ...whole,
      moov: 'after_mdat',
    });
    expect(await layoutOf(ftyp, box('mdat', 99))).toEqual({ ...whole, moov: 'none' });
    expect((await layoutOf(ftyp, box('moov', 50), box('moof', 9), box('mdat', 9))).fragmented).toBe(true);
  });

  it('knows sizes of 64 bits, and a box that goes to the end', async () => {
    const long = await layoutOf(ftyp, longBox('mdat', 1000), box('moov', 8));
    expect(long).toMatchObject({ moov: 'after_mdat', truncated: false });
    const open = await layoutOf(ftyp, box('moov', 8), box('mdat', 30, 0));
    expect(open).toMatchObject({ moov: 'before_mdat', truncated: false });
  });

  it.each<[string, Buffer]>([
    ['ends inside a box', box('mdat', 10, 5000)],
    ['ends inside a header', Buffer.from([0, 0, 0])],
    ['ends inside a header of 64 bits', Buffer.from([0, 0, 0, 1, 0x6d, 0x64, 0x61, 0x74, 0, 0])],
    ['holds a box smaller than its header', box('mdat', 10, 7)],
    ['holds a long box smaller than its header', longBox('mdat', 10, 15n)],
    ['claims the most that 64 bits can', longBox('mdat', 10, 2n ** 64n - 1n)],
    ['claims more than a number can hold', longBox('mdat', 10, 2n ** 53n + 1n)],
  ])('calls a file truncated that %s', async (_, tail) => {
    expect(await layoutOf(ftyp, box('moov', 8), tail)).toMatchObject({ moov: 'before_mdat', truncated: true });
  });

  it('takes an empty file, and gives up on one of endless boxes', async () => {
    expect(await layoutOf()).toEqual({ moov: 'none', truncated: false, fragmented: false });
    const many = Array.from({ length: 10_001 }, () => box('free'));
    expect((await layoutOf(...many, box('moov', 8))).moov).toBe('none');
  });
});
