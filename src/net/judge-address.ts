import ipaddr from 'ipaddr.js';
import { isIP } from 'node:net';

/** Addresses that may be called although they are not public; made by {@link parseAllowedAddresses}. */
export interface AllowedAddresses {
  readonly includes: (address: ipaddr.IPv4 | ipaddr.IPv6) => boolean;
}

/** Why an address may be called, or not. */
export type AddressVerdict =
  | { readonly tag: 'public' }
  | { readonly tag: 'allowed' }
  /** `kind`: what the address is for, in words. */
  | { readonly tag: 'refused'; readonly kind: string };

/**
 * Reads a list of CIDR blocks and single addresses (`10.0.0.0/8`, `fd00::/8`, `127.0.0.1`).
 * @throws RangeError naming the entry that is neither.
 */
export function parseAllowedAddresses(entries: readonly string[]): AllowedAddresses {
  const blocks = entries.map(parseBlock);
  return {
    includes: (address) =>
      blocks.some(([base, bits]) => base.kind() === address.kind() && address.match([base, bits] as never)),
  };
}

/**
 * Judges one address. Public is what the special-purpose registries of IANA leave over (iana-ipv4-special-registry and
 * iana-ipv6-special-registry, read through ipaddr.js), and of IPv6 only the part that is handed out at all (2000::/3).
 *
 * An IPv6 address that carries an IPv4 one (mapped, NAT64, 6to4) is special itself. Where it is allowed, the address inside
 * must be public or allowed as well, or else a gateway would carry us into a network that nobody allowed.
 */
export function judgeAddress(text: string, allowed: AllowedAddresses): AddressVerdict {
  // Not ipaddr.js's own test: it reads `0177.1` as an address too, and another reader may take it for another one.
  if (isIP(text) === 0) return { tag: 'refused', kind: 'not an address' };
  const address = ipaddr.parse(text);
  const inside = address instanceof ipaddr.IPv6 ? ipv4Inside(address) : undefined;
  if (inside !== undefined) {
    const verdict = judgeAddress(inside.toString(), allowed);
    if (verdict.tag === 'refused') return { tag: 'refused', kind: `${verdict.kind}, inside IPv6` };
    // What is mapped is the IPv4 address itself, in another notation: allowing the one allows the other.
    const isSame = (address as ipaddr.IPv6).isIPv4MappedAddress() && verdict.tag === 'allowed';
    return isSame || allowed.includes(address) ? { tag: 'allowed' } : { tag: 'refused', kind: 'IPv4 inside IPv6' };
  }
  if (allowed.includes(address)) return { tag: 'allowed' };
  const kind = specialPurposeOf(address);
  return kind === undefined ? { tag: 'public' } : { tag: 'refused', kind };
}

const WORDS: Readonly<Record<string, string>> = {
  unspecified: 'no particular host',
  linkLocal: 'link-local',
  carrierGradeNat: 'shared by a carrier',
  uniqueLocal: 'private',
};

/**
 * Azure's WireServer, which hands out secrets of the machine it runs beside, has a public address
 * (learn.microsoft.com, "What is IP address 168.63.129.16?", read 2026-11). The other clouds' are link-local or private.
 */
const METADATA_IN_PUBLIC_RANGE = ['168.63.129.16'];

const GLOBAL_UNICAST = ipaddr.IPv6.parseCIDR('2000::/3');

function specialPurposeOf(address: ipaddr.IPv4 | ipaddr.IPv6): string | undefined {
  if (METADATA_IN_PUBLIC_RANGE.includes(address.toString())) return 'metadata of a cloud';
  const range = address.range();
  if (range !== 'unicast') return WORDS[range] ?? range;
  const isHandedOut = address instanceof ipaddr.IPv4 || address.match(GLOBAL_UNICAST);
  return isHandedOut ? undefined : 'reserved';
}

/** The IPv4 address that a gateway, or the system, would call in place of an IPv6 one. */
function ipv4Inside(address: ipaddr.IPv6): ipaddr.IPv4 | undefined {
  if (address.isIPv4MappedAddress()) return address.toIPv4Address();
  const bytes = address.toByteArray();
  const at = (start: number): ipaddr.IPv4 => new ipaddr.IPv4(bytes.slice(start, start + 4));
  switch (address.range()) {
    case 'rfc6052':
      return isLocalNat64(address) ? undefined : at(12);
    case 'rfc6145':
      return at(12);
    case '6to4':
      return at(2);
    default:
      return undefined;
  }
}

/** 64:ff9b:1::/48, where each network puts the IPv4 address in a place of its own (RFC 8215): special as a whole. */
function isLocalNat64(address: ipaddr.IPv6): boolean {
  return address.match(ipaddr.IPv6.parseCIDR('64:ff9b:1::/48'));
}

function parseBlock(entry: string): readonly [ipaddr.IPv4 | ipaddr.IPv6, number] {
  const [base = '', bits] = entry.trim().split('/');
  const version = isIP(base);
  const most = version === 4 ? 32 : 128;
  const isWhole = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= most);
  if (version === 0 || !isWhole || entry.split('/').length > 2) {
    throw new RangeError(`"${entry}" is neither an address nor a CIDR block; write it like 10.0.0.0/8 or fd00::/8`);
  }
  return [ipaddr.parse(base), bits === undefined ? most : Number(bits)];
}
