import { describe, expect, it } from 'vitest';
import { type ArrivedCall, refuseUnlessSigned, signatureOf } from './verify-signature.js';

/** The examples of "Authenticating Requests (AWS Signature Version 4)", with AWS's example key. */
const EMPTY = 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855';
const TIME = '20130524T000000Z';
const GATE = {
  accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
  sessionToken: undefined,
  region: 'us-east-1',
};
const SIGNATURE = 'f0e8bdb87c964420e857bd35b5d6ed310bd44f0170aba48dd91039c6036bdb41';
const SIGNED = 'host;range;x-amz-content-sha256;x-amz-date';
const GET: ArrivedCall = {
  method: 'GET',
  target: '/test.txt',
  body: new Uint8Array(0),
  headers: {
    host: 'examplebucket.s3.amazonaws.com',
    range: 'bytes=0-9',
    'x-amz-content-sha256': EMPTY,
    'x-amz-date': TIME,
    authorization: `AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=${SIGNED},Signature=${SIGNATURE}`,
  },
};
const AT_MS = Date.UTC(2013, 4, 24);

describe('the gate of the fake S3', () => {
  it('lets in AWS’s own example of a GET with a Range', () => {
    expect(signatureOf(GET, { signed: SIGNED, time: TIME, payload: EMPTY, gate: GATE })).toBe(SIGNATURE);
    expect(refuseUnlessSigned(GET, GATE, AT_MS)).toBeUndefined();
  });

  it('lets in AWS’s own example of a PUT, and its presigned URL until it expires', () => {
    const put: ArrivedCall = {
      method: 'PUT',
      target: '/test%24file.text',
      body: Buffer.from('Welcome to Amazon S3.'),
      headers: {
        host: 'examplebucket.s3.amazonaws.com',
        date: 'Fri, 24 May 2013 00:00:00 GMT',
        'x-amz-content-sha256': '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
        'x-amz-date': TIME,
        'x-amz-storage-class': 'REDUCED_REDUNDANCY',
        authorization:
          'AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request,SignedHeaders=date;host;x-amz-content-sha256;x-amz-date;x-amz-storage-class,Signature=98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd',
      },
    };
    expect(refuseUnlessSigned(put, GATE, AT_MS)).toBeUndefined();
    expect(refuseUnlessSigned({ ...put, body: Buffer.from('welcome') }, GATE, AT_MS)).toMatchObject({ status: 400 });
    const target =
      '/test.txt?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=AKIAIOSFODNN7EXAMPLE%2F20130524%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Date=20130524T000000Z&X-Amz-Expires=86400&X-Amz-SignedHeaders=host&X-Amz-Signature=aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404';
    const presigned = { ...GET, target, headers: { host: 'examplebucket.s3.amazonaws.com' } };
    expect(refuseUnlessSigned(presigned, GATE, AT_MS + 86_399_000)).toBeUndefined();
    expect(refuseUnlessSigned(presigned, GATE, AT_MS + 86_400_000)).toMatchObject({ code: 'AccessDenied' });
    expect(refuseUnlessSigned({ ...presigned, method: 'HEAD' }, GATE, AT_MS)).toMatchObject({
      code: 'SignatureDoesNotMatch',
    });
  });

  it.each<[string, Partial<ArrivedCall>, string]>([
    ['another path', { target: '/other.txt' }, 'SignatureDoesNotMatch'],
    ['another query', { target: '/test.txt?versionId=1' }, 'SignatureDoesNotMatch'],
    ['another range', { headers: { ...GET.headers, range: 'bytes=0-99' } }, 'SignatureDoesNotMatch'],
    ['a header that is not signed', { headers: { ...GET.headers, 'x-amz-acl': 'public-read' } }, 'AccessDenied'],
    ['no signature', { headers: { ...GET.headers, authorization: undefined } }, 'AccessDenied'],
    ['a token that was not asked for', { headers: { ...GET.headers, 'x-amz-security-token': 'x' } }, 'InvalidToken'],
  ])('keeps out %s', (_, change, code) => {
    expect(refuseUnlessSigned({ ...GET, ...change }, GATE, AT_MS)).toMatchObject({ code });
  });

  it('keeps out what comes a quarter of an hour too late, and who is in another region', () => {
    expect(refuseUnlessSigned(GET, GATE, AT_MS + 16 * 60_000)).toMatchObject({ code: 'RequestTimeTooSkewed' });
    expect(refuseUnlessSigned(GET, { ...GATE, region: 'eu-west-1' }, AT_MS)).toMatchObject({
      code: 'AuthorizationHeaderMalformed',
    });
  });
});
