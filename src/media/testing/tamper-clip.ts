/** Changes MP4 and QuickTime files as no writer would, for the tests of what reads them. Not in the published package. */

/** Boxes that hold nothing but boxes, on the way to a track's tables. */
const HOLDERS: readonly string[] = ['moov', 'trak', 'mdia', 'minf', 'dinf', 'stbl'];

/** The same file with the boxes of a type replaced; sizes of what holds them follow. Its samples must come first. */
export function replaceBoxes(bytes: Buffer, type: string, replace: (content: Buffer) => Buffer): Buffer {
  const boxes: Buffer[] = [];
  for (let at = 0; at + 8 <= bytes.length;) {
    const size = bytes.readUInt32BE(at);
    if (size < 8) throw new RangeError(`a box of ${size} bytes at ${at}`);
    const [name, content] = [bytes.toString('latin1', at + 4, at + 8), bytes.subarray(at + 8, at + size)];
    const changed =
      name === type ? replace(content) : HOLDERS.includes(name) ? replaceBoxes(content, type, replace) : content;
    boxes.push(box(name, changed));
    at += size;
  }
  return Buffer.concat(boxes);
}

/** Overwrites every byte of the samples. */
export function swapSamples(bytes: Buffer, value: number): Buffer {
  return replaceBoxes(bytes, 'mdat', (content) => Buffer.alloc(content.length, value));
}

/**
 * Says of the samples that they lie in another file, by an alias of QuickTime (`alis`): the last part of `target` is looked for in the
 * folder of the clip.
 */
export function referTo(bytes: Buffer, target: string): Buffer {
  const path = Buffer.from(target, 'latin1');
  const record = Buffer.concat([u16(2), u16(path.length), path, Buffer.alloc(path.length & 1), u16(0xffff), u16(0)]);
  const alias = Buffer.alloc(10 + 28 + 12 + 64 + 16 + 4 + 16);
  // Both levels to the file that both know are one: it lies beside the clip.
  alias.set([0, 1, 0, 1], 10 + 28 + 12 + 64 + 16);
  const entry = box('alis', Buffer.concat([u32(0), alias, record]));
  return replaceBoxes(bytes, 'dref', () => Buffer.concat([u32(0), u32(1), entry]));
}

/** Changes the size that the description of the first samples gives (ISO/IEC 14496-12 §12.1.3). */
export function resizeEntry(bytes: Buffer, widthPx: number, heightPx: number): Buffer {
  return replaceBoxes(bytes, 'stsd', (content) => {
    const changed = Buffer.from(content);
    changed.writeUInt16BE(widthPx, 8 + 8 + 24);
    changed.writeUInt16BE(heightPx, 8 + 8 + 26);
    return changed;
  });
}

function box(type: string, content: Buffer): Buffer {
  return Buffer.concat([u32(content.length + 8), Buffer.from(type, 'latin1'), content]);
}

function u16(value: number): Buffer {
  return Buffer.from([value >> 8, value & 255]);
}

function u32(value: number): Buffer {
  return Buffer.from([value >>> 24, (value >> 16) & 255, (value >> 8) & 255, value & 255]);
}
