import { connect as connectTcp, isIP, type LookupFunction, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { CallLimits } from './call-limits.js';
import type { CheckedUrl } from './check-url.js';
import { judgeAddress, type AllowedAddresses, type AddressVerdict } from './judge-address.js';
import { NetError } from './net-error.js';
import type { ResolveHost } from './resolve-host.js';

/** One connection to be made. */
export interface Destination {
  readonly target: CheckedUrl;
  readonly allowed: AllowedAddresses;
  readonly resolve: ResolveHost;
  readonly limits: CallLimits;
  /** Certificates of authorities in PEM; undefined: those that Node trusts. */
  readonly certificateAuthorities: readonly string[] | undefined;
}

const NEXT_ADDRESS_AFTER_MS = 1_000;

/**
 * Resolves once, judges every answer, connects to one of the judged addresses and judges the one the socket is at.
 * A name that changes its answer in between changes nothing: it is not asked again.
 *
 * @throws NetError `refused_address`, `dns`, `connect` or `tls`; nothing of a request has left.
 */
export async function openSocket(to: Destination): Promise<Socket> {
  const addresses = await findAddresses(to);
  const plain = await connectTo(to, addresses);
  const socket = to.target.url.protocol === 'https:' ? await secure(to, plain) : plain;
  if (socket.destroyed) throw unreachable(to, undefined);
  return socket;
}

async function findAddresses(to: Destination): Promise<readonly string[]> {
  const { hostname, isTrusted } = to.target;
  const addresses = isIP(hostname) === 0 ? await ask(to) : [hostname];
  if (addresses.length === 0) throw unresolved(to, undefined);
  if (isTrusted) return addresses;
  // One bad answer among good ones is how a name is made to slip through: refuse them all.
  for (const address of addresses) refuseUnlessFit(to, address, judgeAddress(address, to.allowed));
  return addresses;
}

async function ask(to: Destination): Promise<readonly string[]> {
  const { signal } = to.limits;
  try {
    // A resolver may not listen to the signal; the call does.
    return await new Promise<readonly string[]>((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason as Error), { once: true });
      to.resolve(to.target.hostname, signal).then(resolve, reject);
    });
  } catch (error) {
    to.limits.check();
    throw unresolved(to, error);
  }
}

function unresolved(to: Destination, cause: unknown): NetError {
  return new NetError(`The name ${to.target.hostname} cannot be resolved`, {
    reason: 'dns',
    retryable: true,
    sent: to.limits.sent,
    origin: to.target.origin,
    todo: 'Check the spelling of the host, and that it is known to the public DNS.',
    cause,
  });
}

function refuseUnlessFit(to: Destination, address: string, verdict: AddressVerdict): void {
  if (verdict.tag !== 'refused') return;
  throw new NetError(`${to.target.origin} is at an address that is not public (${verdict.kind})`, {
    reason: 'refused_address',
    retryable: false,
    sent: to.limits.sent,
    origin: to.target.origin,
    address,
    todo: 'Use a public address; an operator can allow this one with FIRSTFRAME_ALLOW_ADDRESSES.',
  });
}

async function connectTo(to: Destination, addresses: readonly string[]): Promise<Socket> {
  const { hostname, port, isTrusted } = to.target;
  const judged: LookupFunction = (_hostname, _options, answer) => {
    answer(
      null,
      addresses.map((address) => ({ address, family: isIP(address) })),
    );
  };
  const socket = connectTcp({
    host: hostname,
    port,
    lookup: judged,
    autoSelectFamily: true,
    autoSelectFamilyAttemptTimeout: NEXT_ADDRESS_AFTER_MS,
    noDelay: true,
  });
  // Between two owners of a socket there is a moment without one, and an error that nobody hears ends the process.
  socket.on('error', () => undefined);
  await untilEvent(to, socket, 'connect', unreachable);
  const address = socket.remoteAddress;
  try {
    if (address === undefined) throw unreachable(to, undefined);
    if (!isTrusted) refuseUnlessFit(to, address, judgeAddress(address, to.allowed));
  } catch (error) {
    socket.destroy();
    throw error;
  }
  return socket;
}

async function secure(to: Destination, plain: Socket): Promise<Socket> {
  const { hostname } = to.target;
  const socket = connectTls({
    socket: plain,
    host: hostname,
    // A name for the server is never an address (RFC 6066, section 3), nor has it the dot at its end.
    servername: isIP(hostname) === 0 ? hostname.replace(/\.$/, '') : '',
    ALPNProtocols: ['http/1.1'],
    ...(to.certificateAuthorities === undefined ? {} : { ca: [...to.certificateAuthorities] }),
  });
  socket.on('error', () => undefined);
  await untilEvent(to, socket, 'secureConnect', untrusted);
  return socket;
}

async function untilEvent(
  to: Destination,
  socket: Socket,
  event: 'connect' | 'secureConnect',
  failure: (to: Destination, cause: unknown) => NetError,
): Promise<void> {
  const { signal } = to.limits;
  await new Promise<void>((resolve, reject) => {
    const settle = (end: () => void): void => {
      signal.removeEventListener('abort', onAbort);
      socket.off(event, onReady).off('error', onError).off('close', onClose);
      end();
    };
    const giveUp = (error: Error): void =>
      settle(() => {
        socket.destroy();
        reject(error);
      });
    const onAbort = (): void => giveUp(signal.reason as Error);
    const onReady = (): void => settle(resolve);
    const onError = (error: Error): void => giveUp(failure(to, error));
    const onClose = (): void => giveUp(failure(to, undefined));
    socket.once(event, onReady).once('error', onError).once('close', onClose);
    if (signal.aborted) onAbort();
    else signal.addEventListener('abort', onAbort, { once: true });
  });
}

function unreachable(to: Destination, cause: unknown): NetError {
  return new NetError(`${to.target.origin} takes no connection${codeOf(cause)}`, {
    reason: 'connect',
    retryable: true,
    sent: to.limits.sent,
    origin: to.target.origin,
    todo: 'Check the host and the port, and that the server is up and reachable from here.',
    cause,
  });
}

function untrusted(to: Destination, cause: unknown): NetError {
  // A certificate at fault stays at fault; a handshake that broke off may have met a restart.
  const isBroken = cause === undefined || /^E(CONNRESET|PIPE|TIMEDOUT)$/.test(codeOf(cause).replace(/[ ()]/g, ''));
  return new NetError(`${to.target.origin} has no TLS that can be trusted${codeOf(cause)}`, {
    reason: 'tls',
    retryable: isBroken,
    sent: to.limits.sent,
    origin: to.target.origin,
    todo: 'Check its certificate: the name, the date, and the chain up to a public authority.',
    cause,
  });
}

function codeOf(cause: unknown): string {
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? ` (${code})` : '';
}
