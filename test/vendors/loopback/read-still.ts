import { readPictureFacts, type PictureFacts } from './picture-size.js';

/** What a vendor takes for a still. */
export interface StillRule {
  readonly mediaTypes: readonly PictureFacts['mediaType'][];
  readonly maxBytes: number;
  /** Of the whole `data:` URI, in characters. Default: none but that of its bytes. */
  readonly maxDataUriChars?: number;
  readonly minSidePx: number;
  readonly maxSidePx: number;
  /** Width by height; whether the bounds themselves are in. */
  readonly ratio: { readonly min: number; readonly max: number; readonly isInclusive: boolean };
  readonly takesAlpha: boolean;
  /** URLs of the vendor's own store: the bytes, or undefined when there is no such thing. */
  readonly ownStore?: (url: string) => Buffer | undefined;
}

/** A still that was read, or why not. `say` is for the vendor's message. */
export type StillRead =
  | { readonly kind: 'read'; readonly facts: PictureFacts }
  | {
      readonly kind: 'refused';
      readonly why: 'url' | 'unreachable' | 'type' | 'size' | 'pixels';
      readonly say: string;
    };

const FETCH_TIMEOUT_MS = 10_000;
const URL_MAX_CHARS = 2_048;

/**
 * Reads a still as the strictest vendor does: HEAD, then GET, no redirects, ten seconds, the type and length that the headers say must
 * be those of the bytes (Runway writes this down, docs.dev.runwayml.com, assets/inputs; the others get the same treatment because what
 * all of them can read is what is promised). That a URL must be https and of a domain is let go: the tests are on loopback.
 */
export async function readStill(url: string, rule: StillRule): Promise<StillRead> {
  const owned = rule.ownStore?.(url);
  if (owned !== undefined) return judge(owned, undefined, rule);
  if (url.startsWith('data:')) return readDataUri(url, rule);
  if (url.length > URL_MAX_CHARS) return refused('url', `the URL has more than ${URL_MAX_CHARS} characters`);
  if (!/^https?:\/\//.test(url) || !URL.canParse(url)) return refused('url', 'not a URL that can be fetched');
  try {
    const signal = AbortSignal.timeout(FETCH_TIMEOUT_MS);
    const head = await fetch(url, { method: 'HEAD', redirect: 'manual', signal });
    if (head.status !== 200) return refused('unreachable', `received HTTP response code ${head.status} to HEAD`);
    if (Number(head.headers.get('content-length') ?? '0') > rule.maxBytes)
      return refused('size', 'the file is too large');
    const got = await fetch(url, { redirect: 'manual', signal });
    const bytes = Buffer.from(await got.arrayBuffer());
    if (got.status !== 200) return refused('unreachable', `received HTTP response code ${got.status}`);
    const length = got.headers.get('content-length');
    if (length === null || Number(length) !== bytes.byteLength)
      return refused('unreachable', 'no content-length, or a wrong one');
    return judge(bytes, got.headers.get('content-type') ?? '', rule);
  } catch {
    return refused('unreachable', 'the URL could not be fetched within 10 seconds');
  }
}

function readDataUri(url: string, rule: StillRule): StillRead {
  if (url.length > (rule.maxDataUriChars ?? Infinity)) return refused('size', 'the data URI is too long');
  const parts = /^data:(image\/[a-z]+);base64,([A-Za-z0-9+/]+=*)$/.exec(url);
  if (parts === null) return refused('url', 'invalid data URI');
  return judge(Buffer.from(parts[2] ?? '', 'base64'), parts[1], rule);
}

function judge(bytes: Buffer, announced: string | undefined, rule: StillRule): StillRead {
  const facts = readPictureFacts(bytes);
  if (facts === undefined || !rule.mediaTypes.includes(facts.mediaType))
    return refused('type', 'unsupported asset type');
  if (announced !== undefined && announced.split(';')[0]?.trim() !== facts.mediaType) {
    return refused('type', `the content type says ${announced}, the bytes say ${facts.mediaType}`);
  }
  if (bytes.byteLength > rule.maxBytes) return refused('size', 'the file is too large');
  if (facts.hasAlpha && !rule.takesAlpha) return refused('type', 'transparent images are not supported');
  const { widthPx, heightPx } = facts;
  if (Math.min(widthPx, heightPx) < rule.minSidePx || Math.max(widthPx, heightPx) > rule.maxSidePx) {
    return refused('pixels', `${widthPx}x${heightPx}: each side must be ${rule.minSidePx} to ${rule.maxSidePx} px`);
  }
  const ratio = widthPx / heightPx;
  const { min, max, isInclusive } = rule.ratio;
  const fits = isInclusive ? ratio >= min && ratio <= max : ratio > min && ratio < max;
  if (!fits) return refused('pixels', `aspect ratio ${ratio.toFixed(2)} is outside ${min} to ${max}`);
  return { kind: 'read', facts };
}

function refused(why: Extract<StillRead, { kind: 'refused' }>['why'], say: string): StillRead {
  return { kind: 'refused', why, say };
}
