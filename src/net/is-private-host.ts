import { isIP } from 'node:net';
import { judgeAddress, parseAllowedAddresses } from './judge-address.js';

const NOTHING_ALLOWED = parseAllowedAddresses([]);

/** Whether a URL names a host that is not on the public internet: `localhost`, or an address that is special. A name is taken for public. */
export function isPrivateHost(url: string): boolean {
  if (!URL.canParse(url)) return false;
  const host = new URL(url).hostname.replace(/^\[|\]$/g, '');
  if (host === 'localhost' || host.endsWith('.localhost')) return true;
  return isIP(host) !== 0 && judgeAddress(host, NOTHING_ALLOWED).tag === 'refused';
}
