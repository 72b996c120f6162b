import { describe, expect, it } from 'vitest';
import { listParts } from './list-parts.js';

describe('the parts of a media process', () => {
  it('read every format that stills are taken in', async () => {
    const { stillFormats } = await listParts();
    expect(stillFormats).toEqual(['JPEG', 'PNG', 'WebP', 'AVIF', 'TIFF', 'GIF', 'HEIC']);
  });
});
