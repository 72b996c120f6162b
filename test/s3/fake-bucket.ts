import { createHash, randomBytes } from 'node:crypto';
import { type ArrivedCall, readQuery, type Refusal } from './verify-signature.js';

/** What is stored under a name. */
export interface FakeObject {
  readonly bytes: Buffer;
  readonly etag: string;
  readonly modifiedAtMs: number;
}

/** What a bucket answers. */
export interface FakeAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer | string;
}

/** Rules of a bucket. */
export interface BucketRules {
  /** Names on a page of a list. */
  readonly pageSize: number;
  readonly minPartBytes: number;
  /** As R2 has it: all parts of one size but the last. */
  readonly hasEqualParts: boolean;
  /** `false`: it takes If-None-Match for a thing that is not implemented. */
  readonly knowsConditions: boolean;
  readonly nowMs: () => number;
}

interface Upload {
  readonly name: string;
  readonly begunAtMs: number;
  readonly parts: Map<number, FakeObject>;
}

/** One bucket in memory, with the rules of S3 that a client can break. */
export interface FakeBucket {
  readonly objects: Map<string, FakeObject>;
  readonly uploads: Map<string, Upload>;
  /** `target` begins with the object's name; the bucket is taken off. */
  readonly answer: (call: ArrivedCall) => FakeAnswer;
}

/** Makes an empty one, called `name`. */
export function createFakeBucket(name: string, rules: BucketRules): FakeBucket {
  const objects = new Map<string, FakeObject>();
  const uploads = new Map<string, Upload>();
  const made = (bytes: Buffer): FakeObject => ({
    ...{ bytes, modifiedAtMs: rules.nowMs() },
    etag: `"${createHash('md5').update(bytes).digest('hex')}"`,
  });

  function putObject(call: ArrivedCall, key: string, query: ReadonlyMap<string, string>): FakeAnswer {
    const bytes = Buffer.from(call.body);
    const number = query.get('partNumber');
    if (number !== undefined) {
      const upload = uploads.get(query.get('uploadId') ?? '');
      if (upload?.name !== key) return refuse({ status: 404, code: 'NoSuchUpload' });
      const part = made(bytes);
      upload.parts.set(Number(number), part);
      return { status: 200, headers: { etag: part.etag } };
    }
    const source = call.headers['x-amz-copy-source'];
    if (source !== undefined) {
      const from = objects.get(decodeURIComponent(source).replace(`/${name}/`, ''));
      if (from === undefined) return refuse({ status: 404, code: 'NoSuchKey' });
      const copy = { ...from, modifiedAtMs: rules.nowMs() };
      objects.set(key, copy);
      return xml(`<CopyObjectResult><ETag>${copy.etag}</ETag></CopyObjectResult>`);
    }
    if (call.headers['if-none-match'] !== undefined) {
      if (!rules.knowsConditions) return refuse({ status: 501, code: 'NotImplemented' });
      if (objects.has(key)) return refuse({ status: 412, code: 'PreconditionFailed' });
    }
    const object = made(bytes);
    objects.set(key, object);
    return { status: 200, headers: { etag: object.etag } };
  }

  function getObject(call: ArrivedCall, key: string, query: ReadonlyMap<string, string>): FakeAnswer {
    const object = objects.get(key);
    if (object === undefined) return refuse({ status: 404, code: 'NoSuchKey' });
    const { bytes, etag } = object;
    const match = call.headers['if-match'];
    if (match !== undefined && match !== etag) return refuse({ status: 412, code: 'PreconditionFailed' });
    const type = query.get('response-content-type') ?? 'application/octet-stream';
    const headers = { etag, 'content-type': type, 'accept-ranges': 'bytes' };
    const [, first, last] = /^bytes=(\d+)-(\d*)$/.exec(call.headers['range'] ?? '') ?? [];
    if (first === undefined) return { status: 200, headers, body: bytes };
    const start = Number(first);
    if (start >= bytes.byteLength) return refuse({ status: 416, code: 'InvalidRange' });
    const end = last === '' || last === undefined ? bytes.byteLength - 1 : Math.min(Number(last), bytes.byteLength - 1);
    const range = { 'content-range': `bytes ${start}-${end}/${bytes.byteLength}` };
    return { status: 206, headers: { ...headers, ...range }, body: bytes.subarray(start, end + 1) };
  }

  function listObjects(query: ReadonlyMap<string, string>): FakeAnswer {
    const prefix = query.get('prefix') ?? '';
    const after = Buffer.from(query.get('continuation-token') ?? '', 'base64url').toString();
    const names = [...objects.keys()].filter((key) => key.startsWith(prefix) && key > after).sort();
    const page = names.slice(0, rules.pageSize);
    const entries = page.map((key) => {
      const { bytes, etag, modifiedAtMs } = objects.get(key)!;
      const time = new Date(modifiedAtMs).toISOString();
      return `<Contents><Key>${escape(key)}</Key><LastModified>${time}</LastModified><ETag>${escape(etag)}</ETag><Size>${bytes.byteLength}</Size></Contents>`;
    });
    const isCut = names.length > page.length;
    const token = Buffer.from(page.at(-1) ?? '').toString('base64url');
    const more = isCut ? `<NextContinuationToken>${token}</NextContinuationToken>` : '';
    return xml(`<ListBucketResult><IsTruncated>${isCut}</IsTruncated>${more}${entries.join('')}</ListBucketResult>`);
  }

  function listUploads(query: ReadonlyMap<string, string>): FakeAnswer {
    const prefix = query.get('prefix') ?? '';
    const after = `${query.get('key-marker') ?? ''} ${query.get('upload-id-marker') ?? ''}`.trim();
    const all = [...uploads].filter(([, upload]) => upload.name.startsWith(prefix));
    const sorted = all
      .map(([id, upload]) => ({ id, ...upload, at: `${upload.name} ${id}` }))
      .filter(({ at }) => at > after);
    sorted.sort((one, other) => (one.at < other.at ? -1 : 1));
    const page = sorted.slice(0, rules.pageSize);
    const entries = page.map(
      ({ id, name: key, begunAtMs }) =>
        `<Upload><Key>${escape(key)}</Key><UploadId>${id}</UploadId><Initiated>${new Date(begunAtMs).toISOString()}</Initiated></Upload>`,
    );
    const isCut = sorted.length > page.length;
    const last = page.at(-1);
    const more =
      isCut && last !== undefined
        ? `<NextKeyMarker>${escape(last.name)}</NextKeyMarker><NextUploadIdMarker>${last.id}</NextUploadIdMarker>`
        : '';
    return xml(
      `<ListMultipartUploadsResult><IsTruncated>${isCut}</IsTruncated>${more}${entries.join('')}</ListMultipartUploadsResult>`,
    );
  }

  function complete(call: ArrivedCall, key: string, uploadId: string): FakeAnswer {
    const upload = uploads.get(uploadId);
    if (upload?.name !== key) return refuse({ status: 404, code: 'NoSuchUpload' });
    const form = /<Part><PartNumber>(\d+)<\/PartNumber><ETag>([^<]*)<\/ETag><\/Part>/g;
    const named = [...Buffer.from(call.body).toString().matchAll(form)];
    if (named.length === 0) return refuse({ status: 400, code: 'MalformedXML' });
    const numbers = named.map(([, number]) => Number(number));
    if (numbers.some((number, index) => index > 0 && number <= numbers[index - 1]!)) {
      return refuse({ status: 400, code: 'InvalidPartOrder' });
    }
    const parts = named.map(([, number, tag = '']) => {
      const part = upload.parts.get(Number(number));
      return part?.etag === tag.replace(/&#34;|&quot;/g, '"') ? part : undefined;
    });
    if (parts.includes(undefined)) return refuse({ status: 400, code: 'InvalidPart' });
    const sizes = parts.map((part) => part!.bytes.byteLength);
    if (sizes.slice(0, -1).some((size) => size < rules.minPartBytes))
      return refuse({ status: 400, code: 'EntityTooSmall' });
    if (rules.hasEqualParts && sizes.slice(0, -1).some((size) => size !== sizes[0])) {
      return refuse({ status: 400, code: 'InvalidPart' });
    }
    uploads.delete(uploadId);
    const object = {
      ...made(Buffer.concat(parts.map((part) => part!.bytes))),
      etag: `"${randomBytes(16).toString('hex')}-${parts.length}"`,
    };
    objects.set(key, object);
    return xml(`<CompleteMultipartUploadResult><ETag>${escape(object.etag)}</ETag></CompleteMultipartUploadResult>`);
  }

  function begin(key: string): FakeAnswer {
    const id = randomBytes(8).toString('hex');
    uploads.set(id, { name: key, begunAtMs: rules.nowMs(), parts: new Map() });
    return xml(`<InitiateMultipartUploadResult><UploadId>${id}</UploadId></InitiateMultipartUploadResult>`);
  }

  function remove(key: string, uploadId: string | undefined): FakeAnswer {
    if (uploadId === undefined) objects.delete(key);
    else if (!uploads.delete(uploadId)) return refuse({ status: 404, code: 'NoSuchUpload' });
    return { status: 204 };
  }

  return {
    objects,
    uploads,
    answer(call) {
      const query = readQuery(call.target);
      const key = decodeURIComponent(call.target.split('?')[0]!.replace(/^\//, ''));
      const uploadId = query.get('uploadId');
      if (key === '') {
        if (call.method !== 'GET') return refuse({ status: 405, code: 'MethodNotAllowed' });
        return query.has('uploads') ? listUploads(query) : listObjects(query);
      }
      switch (call.method) {
        case 'PUT':
          return putObject(call, key, query);
        case 'GET':
        case 'HEAD':
          return getObject(call, key, query);
        case 'DELETE':
          return remove(key, uploadId);
        case 'POST':
          return uploadId === undefined ? begin(key) : complete(call, key, uploadId);
        default:
          return refuse({ status: 405, code: 'MethodNotAllowed' });
      }
    },
  };
}

/** A refusal as S3 writes it. */
export function refuse({ status, code, more = '' }: Refusal): FakeAnswer {
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code>${more}<RequestId>4442587FB7D0A2F9</RequestId></Error>`;
  return { status, headers: { 'content-type': 'application/xml' }, body };
}

function xml(body: string): FakeAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0" encoding="UTF-8"?>\n${body}`,
  };
}

function escape(text: string): string {
  return text.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/"/g, '&quot;');
}
