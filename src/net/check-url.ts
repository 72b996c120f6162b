import { NetError } from './net-error.js';

/** A URL that may be called as far as its text can tell; whether its address may be called is judged later. */
export interface CheckedUrl {
  readonly url: URL;
  /** Scheme, host and port: all of it that may be said in a message. */
  readonly origin: string;
  /** A name, or an address without brackets. */
  readonly hostname: string;
  readonly port: number;
  /** Named by the operator: any port, any address. */
  readonly isTrusted: boolean;
}

/**
 * Ports that browsers do not call (WHATWG Fetch, section 2.9, "port blocking"): services that take a line of an HTTP
 * request for a command of their own, such as SMTP and IRC. Every other port is fine: what must not be reached is
 * decided by address, and a URL that works in a browser works here.
 */
const PORTS_OF_OTHER_SERVICES: ReadonlySet<number> = new Set([
  0, 1, 7, 9, 11, 13, 15, 17, 19, 20, 21, 22, 23, 25, 37, 42, 43, 53, 69, 77, 79, 87, 95, 101, 102, 103, 104, 109, 110,
  111, 113, 115, 117, 119, 123, 135, 137, 139, 143, 161, 179, 389, 427, 465, 512, 513, 514, 515, 526, 530, 531, 532,
  540, 548, 554, 556, 563, 587, 601, 636, 989, 990, 993, 995, 1719, 1720, 1723, 2049, 3659, 4045, 4190, 5060, 5061,
  6000, 6566, 6665, 6666, 6667, 6668, 6669, 6679, 6697, 10080,
]);

/**
 * Reads a URL from outside. The parser writes decimal, octal and hexadecimal hosts (`http://0x7f.1/`) as the address
 * they stand for, so that they are judged as what they are.
 *
 * Of `trustedOrigins`, URLs of the operator's, the origin is what counts. `sent`: whether a request has led here.
 * @throws NetError `refused_url`; a retry does not help.
 */
export function checkUrl(text: string, trustedOrigins: readonly string[], sent = false): CheckedUrl {
  const refusal = (message: string, todo: string): NetError =>
    new NetError(message, { reason: 'refused_url', retryable: false, sent, todo });
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url === undefined) throw refusal('The URL cannot be read', 'Give a full URL, beginning with https://.');
  if (url.protocol !== 'https:' && url.protocol !== 'http:') {
    throw refusal(`The URL is not http or https (${url.protocol})`, 'Give an https or http URL.');
  }
  if (url.username !== '' || url.password !== '') {
    throw refusal(`The URL for ${url.origin} holds a user name or password`, 'Take it out; sign the URL instead.');
  }
  const port = url.port === '' ? (url.protocol === 'https:' ? 443 : 80) : Number(url.port);
  const isTrusted = trustedOrigins.some((trusted) => URL.canParse(trusted) && new URL(trusted).origin === url.origin);
  if (!isTrusted && PORTS_OF_OTHER_SERVICES.has(port)) {
    throw refusal(`Port ${port} of ${url.origin} belongs to another kind of service`, 'Serve HTTP on another port.');
  }
  return { url, origin: url.origin, hostname: url.hostname.replace(/^\[(.*)\]$/, '$1'), port, isTrusted };
}
