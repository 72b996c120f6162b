/**
 * Whether metadata says where the picture was taken: a GPS directory with anything in it in EXIF (`Exif\0\0` in
 * front or not), or a GPS property in XMP. Damaged metadata says nothing.
 */
export function hasLocation(exif: Uint8Array | undefined, xmp: string | undefined): boolean {
  if (xmp !== undefined && /\bexif:GPSL(?:at|ong)itude\b/.test(xmp)) return true;
  return exif !== undefined && hasGpsDirectory(Buffer.from(exif.buffer, exif.byteOffset, exif.byteLength));
}

/** Exif 3.0 §4.6.3: the first directory's tag 0x8825 points to the GPS directory. */
const GPS_POINTER = 0x8825;

function hasGpsDirectory(exif: Buffer): boolean {
  const tiff = exif.toString('latin1', 0, 4) === 'Exif' ? exif.subarray(6) : exif;
  const little = tiff[0] === 0x49;
  const read16 = (at: number): number => {
    if (at + 2 > tiff.length) return 0;
    return little ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at);
  };
  const read32 = (at: number): number => {
    if (at + 4 > tiff.length) return 0;
    return little ? tiff.readUInt32LE(at) : tiff.readUInt32BE(at);
  };
  const directory = read32(4);
  const count = read16(directory);
  for (let entry = 0; entry < count; entry++) {
    const at = directory + 2 + entry * 12;
    if (at + 12 > tiff.length) return false;
    if (read16(at) === GPS_POINTER) return read16(read32(at + 8)) > 0;
  }
  return false;
}
