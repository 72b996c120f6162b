import { describe, expect, it } from 'vitest';
import { createS3Signer, EMPTY_SHA256 } from './sign-call.js';

/** The examples of "Authenticating Requests (AWS Signature Version 4)", with AWS's example key. */
const HOST = 'https://examplebucket.s3.amazonaws.com';
const signer = createS3Signer(
  {
    credentials: {
      accessKeyId: 'AKIAIOSFODNN7EXAMPLE',
      secretAccessKey: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    },
    region: 'us-east-1',
  },
  () => Date.UTC(2013, 4, 24),
);

describe('a signature', () => {
  it.each([
    ['lifecycle=', 'fea454ca298b7da1c68078a5d1bdbfbbe0d65c699e0f91ac7a200a0136783543'],
    ['max-keys=2&prefix=J', '34b48302e7b5fa45bde8084f4b7868a86f0a534bc59db6670ed5711ef69dc6f7'],
  ])('of GET ?%s is what AWS publishes', async (query, signature) => {
    const signed = await signer.headers({
      method: 'GET',
      url: `${HOST}/?${query}`,
      headers: {},
      bodySha256: EMPTY_SHA256,
    });
    expect(signed['authorization']).toContain(`Signature=${signature}`);
    expect(signed['authorization']).toContain('Credential=AKIAIOSFODNN7EXAMPLE/20130524/us-east-1/s3/aws4_request');
  });

  it('of a PUT with a body and headers is what AWS publishes', async () => {
    const signed = await signer.headers({
      method: 'PUT',
      url: `${HOST}/test%24file.text`,
      headers: { date: 'Fri, 24 May 2013 00:00:00 GMT', 'x-amz-storage-class': 'REDUCED_REDUNDANCY' },
      bodySha256: '44ce7dd67c959e0d3524ffac1771dfbba87d2b6b4b4e99e42034a8b803f8b072',
    });
    expect(signed['authorization']).toContain('98ad721746da40c64f1a55b78f14c238d841ea1380cd77a1b5971af0ece108bd');
  });

  it('in a URL is what AWS publishes', async () => {
    const url = new URL(await signer.presigned(`${HOST}/test.txt`, 86_400));
    const signature = 'aeeed9bbccd4d02ee5c0109b86d86835f995330da4c265957d157751f604d404';
    expect(url.searchParams.get('X-Amz-Signature')).toBe(signature);
    expect(url.searchParams.get('X-Amz-Expires')).toBe('86400');
  });
});
