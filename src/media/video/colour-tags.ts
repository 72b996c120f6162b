import { AVCOL_RANGE_JPEG, AVCOL_RANGE_MPEG } from 'node-av/constants';

/**
 * What a clip says its numbers mean; undefined where it says nothing, and players then guess. Named as FFmpeg names
 * them; the code points are those of ISO/IEC 23091-2.
 */
export interface ColourTags {
  readonly primaries: string | undefined;
  readonly transfer: string | undefined;
  readonly matrix: string | undefined;
  readonly range: 'limited' | 'full' | undefined;
}

/** Reads the tags of a stream or a frame, both of which carry them as code points. */
export function colourTagsOf(tagged: {
  readonly colorPrimaries: number;
  readonly colorTrc: number;
  readonly colorSpace: number;
  readonly colorRange: number;
}): ColourTags {
  return {
    primaries: nameOf(PRIMARIES, tagged.colorPrimaries),
    transfer: nameOf(TRANSFERS, tagged.colorTrc),
    matrix: nameOf(MATRICES, tagged.colorSpace),
    range: rangeOf(tagged.colorRange),
  };
}

/** ISO/IEC 23091-2, table 2. */
const PRIMARIES: Readonly<Record<number, string>> = {
  1: 'bt709',
  4: 'bt470m',
  5: 'bt470bg',
  6: 'smpte170m',
  7: 'smpte240m',
  8: 'film',
  9: 'bt2020',
  10: 'smpte428',
  11: 'smpte431',
  12: 'smpte432',
  22: 'ebu3213',
};

/** ISO/IEC 23091-2, table 3. */
const TRANSFERS: Readonly<Record<number, string>> = {
  1: 'bt709',
  4: 'gamma22',
  5: 'gamma28',
  6: 'smpte170m',
  7: 'smpte240m',
  8: 'linear',
  9: 'log100',
  10: 'log316',
  11: 'iec61966-2-4',
  12: 'bt1361e',
  13: 'iec61966-2-1',
  14: 'bt2020-10',
  15: 'bt2020-12',
  16: 'smpte2084',
  17: 'smpte428',
  18: 'arib-std-b67',
};

/** ISO/IEC 23091-2, table 4. */
const MATRICES: Readonly<Record<number, string>> = {
  0: 'gbr',
  1: 'bt709',
  4: 'fcc',
  5: 'bt470bg',
  6: 'smpte170m',
  7: 'smpte240m',
  8: 'ycgco',
  9: 'bt2020nc',
  10: 'bt2020c',
  11: 'smpte2085',
  12: 'chroma-derived-nc',
  13: 'chroma-derived-c',
  14: 'ictcp',
};

/** 2 is "unspecified" in every table. A code point that is not in it is given by its number. */
function nameOf(names: Readonly<Record<number, string>>, code: number): string | undefined {
  return code === 2 ? undefined : (names[code] ?? String(code));
}

function rangeOf(code: number): ColourTags['range'] {
  if (code === AVCOL_RANGE_MPEG) return 'limited';
  return code === AVCOL_RANGE_JPEG ? 'full' : undefined;
}
