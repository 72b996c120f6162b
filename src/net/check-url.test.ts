import { describe, expect, it } from 'vitest';
import { checkUrl } from './check-url.js';

describe('checkUrl', () => {
  it.each([
    ['not a url'],
    ['//host/path'],
    ['ftp://host/still.png'],
    ['file:///etc/passwd'],
    ['data:image/png;base64,AAAA'],
    ['javascript:alert(1)'],
    ['https://user:secret@host/'],
    ['https://user@host/'],
    ['http://:secret@host/'],
    ['http://host:25/'],
    ['http://host:0/'],
    ['http://host:6667/'],
    ['http://host:99999/'],
  ])('refuses %s, and does not repeat it', (url) => {
    let error: unknown;
    try {
      checkUrl(url, []);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ name: 'NetError', reason: 'refused_url', retryable: false, sent: false });
    expect((error as Error).message).not.toMatch(/secret|passwd|AAAA|alert/);
  });

  it.each([
    ['http://2130706433/', '127.0.0.1'],
    ['http://0x7f.1/', '127.0.0.1'],
    ['http://0177.0.0.1/', '127.0.0.1'],
    ['http://127.0.0.1./', '127.0.0.1'],
    ['http://①②⑦.0.0.1/', '127.0.0.1'],
    ['http://[::ffff:127.0.0.1]/', '::ffff:7f00:1'],
    ['http://[0:0:0:0:0:0:0:1]/', '::1'],
  ])('reads the host of %s as %s', (url, hostname) => {
    expect(checkUrl(url, []).hostname).toBe(hostname);
  });

  it('knows the port of each scheme, and takes others', () => {
    expect(checkUrl('https://host/', []).port).toBe(443);
    expect(checkUrl('http://host/', []).port).toBe(80);
    expect(checkUrl('http://host:8787/', []).port).toBe(8787);
  });

  it('trusts by origin: scheme, host and port, not by how the text begins', () => {
    const trusted = ['https://api.vendor.test/api/v3', 'http://minio:9000', 'no url'];
    expect(checkUrl('https://api.vendor.test/other', trusted).isTrusted).toBe(true);
    expect(checkUrl('http://minio:9000/bucket', trusted).isTrusted).toBe(true);
    for (const url of [
      'http://api.vendor.test/',
      'https://api.vendor.test:444/',
      'https://api.vendor.test.evil.test/',
      'http://minio:90001/',
    ]) {
      if (URL.canParse(url)) expect(checkUrl(url, trusted).isTrusted).toBe(false);
    }
  });

  it('lets an operator use any port', () => {
    expect(checkUrl('http://render:6000/', ['http://render:6000']).isTrusted).toBe(true);
  });
});
