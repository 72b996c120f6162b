import sharp from 'sharp';
import { createFaultQueue } from './loopback/faults.js';
import { startLoopbackServer, type Call } from './loopback/loopback-server.js';

/** Stills on loopback, as a caller's server would have them. */
export interface StillHost {
  /** 1280×720 JPEG. */
  readonly still: string;
  /** Another of the same size. */
  readonly other: string;
  /** 120×68: too small for anybody who has a smallest size. */
  readonly tooSmall: string;
  /** 302 to a still. */
  readonly redirected: string;
  readonly missing: string;
  /** A JPEG that is said to be a PNG. */
  readonly mislabelled: string;
  /** The bytes of `still`. */
  readonly bytes: Buffer;
  readonly calls: readonly Call[];
  readonly close: () => Promise<void>;
}

/** Starts a host. */
export async function startStillHost(): Promise<StillHost> {
  const pictures = {
    still: await jpeg(1_280, 720, '#305070'),
    other: await jpeg(1_280, 720, '#704030'),
    small: await jpeg(120, 68, '#305070'),
  };
  const paths: Readonly<Record<string, { readonly bytes: Buffer; readonly mediaType: string }>> = {
    'still.jpg': { bytes: pictures.still, mediaType: 'image/jpeg' },
    'other.jpg': { bytes: pictures.other, mediaType: 'image/jpeg' },
    'small.jpg': { bytes: pictures.small, mediaType: 'image/jpeg' },
    'wrong.png': { bytes: pictures.still, mediaType: 'image/png' },
  };
  const server = await startLoopbackServer({
    faults: createFaultQueue(),
    nowMs: Date.now,
    maxBodyBytes: 0,
    errorBody: (status) => `<h1>${status}</h1>`,
    routes: [
      {
        op: 'output',
        method: 'GET',
        path: /^\/(.+)$/,
        answer: (_, match) => {
          const found = paths[match[1] ?? ''];
          if (match[1] === 'redirected.jpg') return { status: 302, headers: { location: '/still.jpg' }, body: '' };
          if (found === undefined) return { status: 404, body: 'not here' };
          return { status: 200, headers: { 'content-type': found.mediaType }, body: found.bytes };
        },
      },
    ],
  });
  const at = (name: string): string => `${server.origin}/${name}`;
  return {
    still: at('still.jpg'),
    other: at('other.jpg'),
    tooSmall: at('small.jpg'),
    redirected: at('redirected.jpg'),
    missing: at('missing.jpg'),
    mislabelled: at('wrong.png'),
    bytes: pictures.still,
    calls: server.calls,
    close: server.close,
  };
}

function jpeg(width: number, height: number, background: string): Promise<Buffer> {
  return sharp({ create: { width, height, channels: 3, background } })
    .jpeg()
    .toBuffer();
}
