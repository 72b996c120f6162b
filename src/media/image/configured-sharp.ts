import sharp from 'sharp';
import { availableParallelism } from 'node:os';

// The operation cache keeps files and pixels of finished jobs; no two jobs share a still.
sharp.cache(false);
// A second thread takes a fifth off a 12-megapixel JPEG; more cost memory and take nothing off.
sharp.concurrency(Math.min(2, availableParallelism()));
// sharp picks a loader from the bytes, whatever was sniffed. These stay; SVG, its own .v and the rest cannot be loaded
// even by a file that fooled the sniffing. (Ultra HDR is left to the JPEG loader, which reads its plain picture.)
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: [
    ...['Jpeg', 'Png', 'Webp', 'Heif', 'Tiff', 'Nsgif'].map((loader) => `VipsForeignLoad${loader}File`),
    // For what was decoded elsewhere in this process.
    'VipsForeignLoadTiffBuffer',
  ],
});

/** sharp, as the media process uses it: no cache, few threads, loaders of the allowed formats only. */
export const configuredSharp = sharp;
