import { isIP } from 'node:net';

/**
 * Whether a request may be for us, by the name it was sent to. A page on the web can point a name of its own at 127.0.0.1 and have a
 * browser speak to us in that name (DNS rebinding); it cannot have our names.
 */
export type IsOurHost = (host: string) => boolean;

/** Names that were judged, so that each is taken apart once; bounded, for anybody may send any. */
const REMEMBERED_MAX = 100;

/** Our names are `localhost`, what ends in `.localhost`, every IP address, and `names` (hosts without ports). */
export function createHostCheck(names: readonly string[]): IsOurHost {
  const allowed = new Set(names.map((name) => name.toLowerCase()));
  const remembered = new Set<string>();
  return (host) => {
    if (remembered.has(host)) return true;
    const name = nameOf(host);
    const isOurs = name === 'localhost' || name.endsWith('.localhost') || isAddress(name) || allowed.has(name);
    if (isOurs && remembered.size < REMEMBERED_MAX) remembered.add(host);
    return isOurs;
  };
}

/** A `Host` without its port and final dot. */
function nameOf(host: string): string {
  return host
    .toLowerCase()
    .replace(/:[0-9]*$/, '')
    .replace(/\.$/, '');
}

function isAddress(name: string): boolean {
  return isIP(name) === 4 || (name.startsWith('[') && name.endsWith(']') && isIP(name.slice(1, -1)) === 6);
}
