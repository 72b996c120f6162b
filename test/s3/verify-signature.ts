import { createHash, createHmac } from 'node:crypto';

/** A call as it came in: the path and query as they were sent. */
export interface ArrivedCall {
  readonly method: string;
  /** `/bucket/key?query` */
  readonly target: string;
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}

/** Who may call, and where this is. */
export interface Gate {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken: string | undefined;
  readonly region: string;
}

/** Why a call is not let in, in S3's words. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  /** More elements of the error. */
  readonly more?: string;
}

const SKEW_MS = 15 * 60_000;

/**
 * Holds a call against Signature Version 4, in its header or in its query, written from "Authenticating Requests (AWS Signature Version
 * 4)". Payloads must be signed, as must every x-amz header. `undefined`: it may come in.
 */
export function refuseUnlessSigned(call: ArrivedCall, gate: Gate, nowMs: number): Refusal | undefined {
  const query = readQuery(call.target);
  return query.has('X-Amz-Signature') ? checkQuery(call, query, gate, nowMs) : checkHeader(call, gate, nowMs);
}

function checkHeader(call: ArrivedCall, gate: Gate, nowMs: number): Refusal | undefined {
  const form = /^AWS4-HMAC-SHA256 Credential=([^,\s]+), ?SignedHeaders=([^,\s]+), ?Signature=([0-9a-f]{64})$/;
  const [, credential, signed, signature] = form.exec(call.headers['authorization'] ?? '') ?? [];
  if (credential === undefined || signed === undefined || signature === undefined) return denied();
  const time = call.headers['x-amz-date'] ?? '';
  const refused =
    checkCredential(credential, time, gate) ??
    checkToken(call.headers['x-amz-security-token'], gate) ??
    checkSignedHeaders(call, signed);
  if (refused !== undefined) return refused;
  if (!(Math.abs(readTime(time) - nowMs) <= SKEW_MS)) return { status: 403, code: 'RequestTimeTooSkewed' };
  const payload = call.headers['x-amz-content-sha256'] ?? '';
  if (signatureOf(call, { signed, time, payload, gate }) !== signature) return mismatch();
  const hash = createHash('sha256').update(call.body).digest('hex');
  return hash === payload ? undefined : { status: 400, code: 'XAmzContentSHA256Mismatch' };
}

function checkQuery(call: ArrivedCall, query: Query, gate: Gate, nowMs: number): Refusal | undefined {
  const time = query.get('X-Amz-Date') ?? '';
  const expiresSec = Number(query.get('X-Amz-Expires') ?? Number.NaN);
  if (query.get('X-Amz-Algorithm') !== 'AWS4-HMAC-SHA256' || !(expiresSec >= 1 && expiresSec <= 604_800)) {
    return { status: 400, code: 'AuthorizationQueryParametersError' };
  }
  const refused =
    checkCredential(query.get('X-Amz-Credential') ?? '', time, gate) ??
    checkToken(query.get('X-Amz-Security-Token'), gate);
  if (refused !== undefined) return refused;
  const signed = query.get('X-Amz-SignedHeaders') ?? '';
  const expected = signatureOf(call, { signed, time, payload: 'UNSIGNED-PAYLOAD', gate });
  if (expected !== query.get('X-Amz-Signature')) return mismatch();
  const isOver = nowMs >= readTime(time) + expiresSec * 1000;
  return isOver ? { status: 403, code: 'AccessDenied', more: '<Message>Request has expired</Message>' } : undefined;
}

function checkCredential(credential: string, time: string, gate: Gate): Refusal | undefined {
  const [id, day, region, service, end] = credential.split('/');
  if (id !== gate.accessKeyId) return { status: 403, code: 'InvalidAccessKeyId' };
  if (region !== gate.region) {
    return { status: 400, code: 'AuthorizationHeaderMalformed', more: `<Region>${gate.region}</Region>` };
  }
  return day === time.slice(0, 8) && service === 's3' && end === 'aws4_request' ? undefined : denied();
}

function checkToken(token: string | undefined, gate: Gate): Refusal | undefined {
  return token === gate.sessionToken ? undefined : { status: 400, code: 'InvalidToken' };
}

function checkSignedHeaders({ headers }: ArrivedCall, signed: string): Refusal | undefined {
  const names = signed.split(';');
  const must = ['host', ...Object.keys(headers).filter((name) => name.startsWith('x-amz-'))];
  return must.every((name) => names.includes(name)) ? undefined : denied();
}

interface Signing {
  readonly signed: string;
  readonly time: string;
  readonly payload: string;
  readonly gate: Gate;
}

/** The signature that a call must have. */
export function signatureOf(
  { method, target, headers }: ArrivedCall,
  { signed, time, payload, gate }: Signing,
): string {
  const [path = '/', search = ''] = target.split('?', 2);
  const canonicalPath = path
    .split('/')
    .map((part) => encode(decodeURIComponent(part)))
    .join('/');
  const pairs = search.split('&').filter((pair) => pair !== '' && !pair.startsWith('X-Amz-Signature='));
  const canonicalQuery = pairs.map(reencode).sort().join('&');
  const lines = signed.split(';').map((name) => `${name}:${(headers[name] ?? '').trim().replace(/ +/g, ' ')}\n`);
  const canonical = [method, canonicalPath, canonicalQuery, lines.join(''), signed, payload].join('\n');
  const scope = `${time.slice(0, 8)}/${gate.region}/s3/aws4_request`;
  const hash = createHash('sha256').update(canonical).digest('hex');
  let key: Buffer = Buffer.from(`AWS4${gate.secretAccessKey}`);
  for (const part of scope.split('/')) key = createHmac('sha256', key).update(part).digest();
  return createHmac('sha256', key).update(['AWS4-HMAC-SHA256', time, scope, hash].join('\n')).digest('hex');
}

type Query = ReadonlyMap<string, string>;

/** The query of a target, with + as itself. */
export function readQuery(target: string): Query {
  const search = target.split('?', 2)[1] ?? '';
  const pairs = search.split('&').filter((pair) => pair !== '');
  return new Map(
    pairs.map((pair) => {
      const [name = '', value = ''] = pair.split('=', 2);
      return [decodeURIComponent(name), decodeURIComponent(value)];
    }),
  );
}

function reencode(pair: string): string {
  const [name = '', value = ''] = pair.split('=', 2);
  return `${encode(decodeURIComponent(name))}=${encode(decodeURIComponent(value))}`;
}

function encode(text: string): string {
  const escape = (byte: number): string => `%${byte.toString(16).toUpperCase().padStart(2, '0')}`;
  return [...Buffer.from(text)]
    .map((byte) =>
      /[A-Za-z0-9._~-]/.test(String.fromCharCode(byte)) && byte < 128 ? String.fromCharCode(byte) : escape(byte),
    )
    .join('');
}

function readTime(time: string): number {
  return Date.parse(time.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, '$1-$2-$3T$4:$5:$6Z'));
}

function denied(): Refusal {
  return { status: 403, code: 'AccessDenied' };
}

function mismatch(): Refusal {
  return { status: 403, code: 'SignatureDoesNotMatch' };
}
