import { createHmac, timingSafeEqual } from 'node:crypto';

/** URLs that vendors call back, one for each attempt. Whoever was not told one cannot make one; no row keeps them. */
export interface HookUrls {
  /** `{baseUrl}/hooks/{provider}/{token}` */
  urlOf(provider: string, attemptId: string): string;
  /** The attempt that a token was made for; `undefined`: it was not made here, or for another provider. */
  attemptOf(provider: string, token: string): string | undefined;
}

/** Characters of an HMAC-SHA256 as hex. */
const SIGNATURE_CHARS = 64;

/** More than any id of an attempt has. */
const ID_CHARS_MAX = 64;

/** Makes URLs under `baseUrl`, which the vendors reach, with a key of their own (32 bytes, derived from the installation's secret). */
export function createHookUrls({ baseUrl, key }: { readonly baseUrl: string; readonly key: Uint8Array }): HookUrls {
  const root = baseUrl.replace(/\/+$/, '');
  const sign = (provider: string, attemptId: string): string =>
    createHmac('sha256', key).update(`${provider}\n${attemptId}`).digest('hex');

  return {
    urlOf: (provider, attemptId) => `${root}/hooks/${provider}/${attemptId}.${sign(provider, attemptId)}`,
    attemptOf(provider, token) {
      const attemptId = token.slice(0, -SIGNATURE_CHARS - 1);
      if (attemptId === '' || attemptId.length > ID_CHARS_MAX || token.at(attemptId.length) !== '.') return undefined;
      const expected = Buffer.from(sign(provider, attemptId), 'utf8');
      const given = Buffer.from(token.slice(-SIGNATURE_CHARS), 'utf8');
      return given.length === expected.length && timingSafeEqual(given, expected) ? attemptId : undefined;
    },
  };
}
