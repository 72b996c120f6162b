import { mkdtemp, rm } from 'node:fs/promises';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll } from 'vitest';
import type { BlobStore } from '../../blobs/blobs.js';
import { openDiskBlobs } from '../../blobs/disk/disk-blobs.js';
import { createGuardedFetch } from '../../net/guarded-fetch.js';
import { closeLoopbacks, serve } from '../../net/testing/loopback.js';
import type { Provider, StillTransport } from '../../providers/provider.js';
import { type HostAsk, HostingError, hostStills } from '../host-stills.js';
import type { StillSigner, StillToHost } from '../way.js';

/** When it is, in every test of hosting. */
export const NOW_MS = 1_790_000_000_000;

/** A vendor that fetches, and wants a day for it. */
export const BY_URL = { url: { maxBytes: 1000, aliveMs: 86_400_000 } } satisfies StillTransport;

/** A vendor that takes small stills inside its request. */
export const BY_DATA = { dataUri: { maxChars: 300 } } satisfies StillTransport;

/** Our public server, where tests say that it is. */
export interface Published {
  readonly signer: StillSigner;
  /** Request lines. */
  readonly seen: readonly string[];
  /** Until when each URL was to be alive. */
  readonly alive: readonly number[];
  readonly origin: string;
}

/** Stills on disk, and a server before them. To be set up once a file. */
export function hostingBench() {
  let folder: string;
  let blobs: BlobStore;
  beforeAll(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'firstframe-hosting-'));
    blobs = await openDiskBlobs({ root: folder });
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));
  afterEach(closeLoopbacks);

  const serveStill = (request: IncomingMessage, response: ServerResponse): void => {
    const [, , , blobKey = '', ...type] = (request.url ?? '').split('/');
    void blobs.open(blobKey).then(async ({ bytes, sizeBytes }) => {
      response.writeHead(200, { 'content-type': type.join('/'), 'content-length': sizeBytes });
      if (request.method !== 'HEAD') for await (const chunk of bytes) response.write(chunk);
      response.end();
    });
  };

  return {
    /** A still of so many bytes. */
    keepStill: async (sizeBytes: number, name = 'first.png', fill = 7): Promise<StillToHost> => {
      const staged = await blobs.stage(new Blob([Buffer.alloc(sizeBytes, fill)]).stream());
      return { blobKey: await staged.keep(), mediaType: 'image/png', sizeBytes, name };
    },

    /** Serves what is asked for, unless a test makes it answer otherwise. */
    publish: async (answer: RequestListener = serveStill): Promise<Published> => {
      const { port, seen } = await serve(answer);
      const alive: number[] = [];
      const origin = `http://localhost:${port}`;
      const signer: StillSigner = {
        isTrusted: true,
        urlOf: (blobKey, mediaType, expiresAtMs) => {
          alive.push(expiresAtMs);
          return `${origin}/files/stills/${blobKey}/${mediaType}`;
        },
      };
      return { signer, seen, alive, origin };
    },

    /** The same blobs in a bucket that hands out URLs of its own, at `origin`. */
    inBucket: (origin: string): BlobStore => ({
      ...blobs,
      presign: (key, { mediaType }) => Promise.resolve(`${origin}/bucket/stills/${key}/${mediaType}`),
    }),

    ask: (provider: Provider, stills: HostAsk['stills'], more: Partial<HostAsk> = {}) =>
      hostStills({
        ...{ provider, stills, blobs, stillUrls: undefined, fetch: createGuardedFetch(), nowMs: () => NOW_MS },
        hooks: { signal: new AbortController().signal, beforeSend: () => undefined, onProgress: () => undefined },
        ...more,
      }),
  };
}

/** A vendor, as far as stills go to it. */
export function vendor(stillTransport: StillTransport | undefined, upload?: Provider['upload']): Provider {
  const unused = (): Promise<never> => Promise.reject(new Error('not for stills'));
  return {
    id: 'acme',
    isFreeToRepeat: false,
    credential: 'key',
    ...(stillTransport === undefined ? {} : { stillTransport }),
    ...(upload === undefined ? {} : { upload }),
    ...{ submit: unused, poll: unused, cancel: unused, open: unused, release: unused },
  };
}

/** What hosting failed with. */
export async function failureOf(asked: Promise<unknown>): Promise<HostingError> {
  const error: unknown = await asked.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (!(error instanceof HostingError)) throw new Error('it did not fail as it should', { cause: error });
  return error;
}
