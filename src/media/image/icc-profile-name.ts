/**
 * The name an ICC profile gives itself ("Display P3"), undefined when it gives none or is damaged. Reads the
 * `desc` tag in both its forms (ICC.1:2001-04 §6.5.17, ICC.1:2022 §10.15) and believes no length it finds.
 */
export function iccProfileName(icc: Uint8Array): string | undefined {
  const bytes = Buffer.from(icc.buffer, icc.byteOffset, icc.byteLength);
  if (bytes.length < HEADER_BYTES + 4) return undefined;
  const count = Math.min(bytes.readUInt32BE(HEADER_BYTES), TAGS_MAX);
  for (let at = HEADER_BYTES + 4; at + 12 <= bytes.length && at < HEADER_BYTES + 4 + count * 12; at += 12) {
    if (bytes.toString('latin1', at, at + 4) !== 'desc') continue;
    const start = bytes.readUInt32BE(at + 4);
    return readDescription(bytes.subarray(start, start + bytes.readUInt32BE(at + 8)));
  }
  return undefined;
}

const HEADER_BYTES = 128;
const TAGS_MAX = 200;
const NAME_MAX = 80;

function readDescription(tag: Buffer): string | undefined {
  const type = tag.toString('latin1', 0, 4);
  if (type === 'desc' && tag.length > 12) return clean(tag.toString('latin1', 12, 12 + tag.readUInt32BE(8)));
  if (type !== 'mluc' || tag.length < 28 || tag.readUInt32BE(8) === 0) return undefined;
  const start = tag.readUInt32BE(24);
  const text = tag.subarray(start, start + tag.readUInt32BE(20));
  return clean(
    Buffer.from(text.subarray(0, text.length & ~1))
      .swap16()
      .toString('utf16le'),
  );
}

/** What is fit to be shown to a person: printable, one line, not endless. */
function clean(name: string): string | undefined {
  const shown = name
    .replace(/[\p{C}\s]+/gu, ' ')
    .trim()
    .slice(0, NAME_MAX);
  return shown === '' ? undefined : shown;
}
