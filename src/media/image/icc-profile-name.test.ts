import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { allowPicturesInMemory, makeIccProfile } from '../../../test/made-images.js';
import { iccProfileName } from './icc-profile-name.js';

allowPicturesInMemory();
const primaries = [
  [0.6, 0.3, 0.02],
  [0.2, 0.6, 0.06],
  [0.15, 0.06, 0.74],
] as const;

/** A profile of version 4, as libvips writes it. */
async function modernProfile(): Promise<Buffer> {
  const png = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
    .withIccProfile('srgb')
    .png()
    .toBuffer();
  return (await sharp(png).metadata()).icc!;
}

describe('the name of an ICC profile', () => {
  it('is read from version 2 and from version 4', async () => {
    expect(iccProfileName(makeIccProfile('Adobe RGB (1998)', primaries, 2.2))).toBe('Adobe RGB (1998)');
    expect(iccProfileName(await modernProfile())).toBe('sRGB');
  });

  it('is fit to be shown: one short line', () => {
    expect(iccProfileName(makeIccProfile('A\u0007 wide\nname ', primaries, 2.2))).toBe('A wide name');
    expect(iccProfileName(makeIccProfile('x'.repeat(500), primaries, 2.2))).toHaveLength(80);
    expect(iccProfileName(makeIccProfile('', primaries, 2.2))).toBeUndefined();
  });

  it('is a name or nothing, never a fault, in damaged profiles', async () => {
    for (const profile of [makeIccProfile('Made', primaries, 2.2), await modernProfile()]) {
      for (let length = 0; length <= profile.length; length++) iccProfileName(profile.subarray(0, length));
      for (let at = 128; at < profile.length; at++)
        iccProfileName(Buffer.from(profile).fill(0xff, at, Math.min(at + 4, profile.length)));
    }
  });
});
