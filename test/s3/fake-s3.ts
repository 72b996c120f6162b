import { randomUUID } from 'node:crypto';
import { Agent, createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo, LookupFunction, Socket } from 'node:net';
import type { S3Config } from '../../src/blobs/s3/s3-config.js';
import { type BucketRules, createFakeBucket, type FakeAnswer, type FakeBucket, refuse } from './fake-bucket.js';
import { type ArrivedCall, type Gate, refuseUnlessSigned, type Refusal } from './verify-signature.js';

/**
 * What goes wrong with a call.
 *
 * - `refuse`: it is answered so, and nothing is done.
 * - `lose_call`: the connection is cut before anything is done.
 * - `lose_answer`: it is done, and the connection is cut.
 * - `cut`: half of the answer's body comes.
 * - `late`: the answer waits for a gate.
 */
export type S3Trouble =
  | ({ readonly kind: 'refuse' } & Refusal & { readonly headers?: Readonly<Record<string, string>> })
  | { readonly kind: 'lose_call' | 'lose_answer' | 'cut' }
  | { readonly kind: 'late'; readonly until: Promise<unknown> };

/** How a fake is to be. */
export interface FakeS3Options extends Partial<BucketRules>, Partial<Gate> {
  readonly bucket?: string;
  readonly style?: 'path' | 'virtual';
  /** Looked at for each call that is let in. */
  readonly trouble?: (call: ArrivedCall) => S3Trouble | undefined;
}

/** An S3 service with one bucket, on this machine. */
export interface FakeS3 extends FakeBucket {
  readonly endpoint: string;
  /** What a store is opened with. */
  readonly config: (prefix?: string) => S3Config;
  /** `METHOD target → status`, for every call; the status is 0 where the connection was cut. */
  readonly calls: string[];
  /** Finds every bucket's host on this machine. */
  readonly agent: Agent;
  readonly close: () => Promise<void>;
}

/** Starts one. Without `trouble` every call that is signed and right goes through. */
export async function startFakeS3(options: FakeS3Options = {}): Promise<FakeS3> {
  const { bucket: name = 'clips', style = 'path', trouble, nowMs = Date.now } = options;
  const gate: Gate = {
    accessKeyId: options.accessKeyId ?? 'AKIATESTS',
    secretAccessKey: options.secretAccessKey ?? `secret/${randomUUID()}`,
    sessionToken: options.sessionToken,
    region: options.region ?? 'eu-west-1',
  };
  const bucket = createFakeBucket(name, {
    pageSize: options.pageSize ?? 2,
    minPartBytes: options.minPartBytes ?? 5 * 1024 ** 2,
    hasEqualParts: options.hasEqualParts ?? true,
    knowsConditions: options.knowsConditions ?? true,
    nowMs,
  });
  const calls: string[] = [];
  const sockets = new Set<Socket>();

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const call = await readCall(request);
    const log = (status: number): void => void calls.push(`${call.method} ${call.target} → ${status}`);
    const said = trouble?.(call);
    if (said?.kind === 'late') await said.until;
    if (said?.kind === 'lose_call') {
      log(0);
      request.socket.destroy();
      return;
    }
    const answer = said?.kind === 'refuse' ? { ...refuse(said), ...extra(said.headers) } : answerOf(call);
    if (said?.kind === 'lose_answer') {
      log(0);
      request.socket.destroy();
      return;
    }
    log(answer.status);
    await send(call, response, answer, said?.kind === 'cut');
  }

  function answerOf(call: ArrivedCall): FakeAnswer {
    const refused = refuseUnlessSigned(call, gate, nowMs());
    if (refused !== undefined) return refuse(refused);
    const [host = ''] = (call.headers['host'] ?? '').split(':');
    const isNamed = style === 'virtual' ? host.startsWith(`${name}.`) : isBelow(call.target, name);
    if (!isNamed) return refuse({ status: 404, code: 'NoSuchBucket' });
    const target = style === 'virtual' ? call.target : call.target.slice(name.length + 1);
    return bucket.answer({ ...call, target: target.startsWith('/') ? target : `/${target}` });
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => request.socket.destroy());
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => undefined);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const endpoint = `http://${style === 'virtual' ? 's3.test' : '127.0.0.1'}:${port}`;
  const lookup: LookupFunction = (_host, { all }, found) => {
    if (all === true) found(null, [{ address: '127.0.0.1', family: 4 }]);
    else found(null, '127.0.0.1', 4);
  };
  // An agent hands what it does not know itself on to each connection.
  const agent = new Agent({ keepAlive: true, ...{ lookup } });
  const { accessKeyId, secretAccessKey, sessionToken, region } = gate;
  return {
    ...{ ...bucket, endpoint, calls, agent },
    config: (prefix = 'firstframe/') => ({
      ...{ bucket: name, prefix, endpoint, region, style },
      credentials: { accessKeyId, secretAccessKey, ...(sessionToken === undefined ? {} : { sessionToken }) },
    }),
    async close() {
      agent.destroy();
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** One call in so many goes wrong, each time in another way; the order is that of `random`. */
export function troubleByChance(share: number, random: () => number): (call: ArrivedCall) => S3Trouble | undefined {
  const all: readonly S3Trouble[] = [
    { kind: 'refuse', status: 503, code: 'SlowDown' },
    { kind: 'refuse', status: 500, code: 'InternalError' },
    { kind: 'refuse', status: 200, code: 'InternalError' },
    { kind: 'lose_call' },
    { kind: 'lose_answer' },
    { kind: 'cut' },
  ];
  return (call) => {
    if (random() >= share) return undefined;
    const chosen = all[Math.floor(random() * all.length)];
    // Only these begin with 200 and end as an error.
    const isLate = chosen?.kind === 'refuse' && chosen.status === 200;
    const mayBeLate = call.headers['x-amz-copy-source'] !== undefined || call.method === 'POST';
    return isLate && !mayBeLate ? all[0] : chosen;
  };
}

async function readCall(request: IncomingMessage): Promise<ArrivedCall> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const headers = Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(',') : value]),
  );
  return { method: request.method ?? '', target: request.url ?? '/', headers, body: Buffer.concat(chunks) };
}

async function send(call: ArrivedCall, response: ServerResponse, answer: FakeAnswer, isCut: boolean): Promise<void> {
  const body = Buffer.from(answer.body ?? '');
  response.writeHead(answer.status, {
    'x-amz-request-id': '4442587FB7D0A2F9',
    ...answer.headers,
    ...(answer.status === 204 ? {} : { 'content-length': body.byteLength }),
  });
  if (isCut) {
    response.write(body.subarray(0, Math.floor(body.byteLength / 2)), () => response.destroy());
    return;
  }
  response.end(call.method === 'HEAD' || answer.status === 204 ? undefined : body);
  await new Promise((resolve) => response.on('close', resolve));
}

function isBelow(target: string, name: string): boolean {
  return target === `/${name}` || target.startsWith(`/${name}/`) || target.startsWith(`/${name}?`);
}

function extra(headers: Readonly<Record<string, string>> | undefined): Pick<FakeAnswer, 'headers'> {
  return headers === undefined ? {} : { headers };
}
