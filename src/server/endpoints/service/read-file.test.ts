import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { type ApiHouse, openApiHouse } from '../../testing/api-house.js';

/** What the fake vendor's clip is. */
const CLIP = 'the clip';

let api: ApiHouse;
afterEach(() => api.close());

/** The path of a finished clip's URL. */
async function madeFile(): Promise<string> {
  api = await openApiHouse();
  const { output } = await api.finish();
  const url = new URL(output[0]?.url ?? '');
  return url.pathname + url.search;
}

describe('GET /files/{outputId}/{name}', () => {
  it('hands out the bytes to whoever has the URL, as what they are and nothing else', async () => {
    const path = await madeFile();
    const response = await api.open('GET', path, { key: '' });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe(CLIP);
    const { headers } = response;
    expect(headers.get('content-length')).toBe('8');
    expect(headers.get('etag')).toBe(`"${createHash('sha256').update(CLIP).digest('hex')}"`);
    expect(headers.get('accept-ranges')).toBe('bytes');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain('sandbox');
    expect(headers.get('content-disposition')).toMatch(/^(inline|attachment); filename="/);
    expect(headers.get('cache-control')).toMatch(/^private, max-age=[0-9]+$/);
  });

  it.each([
    ['bytes=0-2', 206, 'the', 'bytes 0-2/8'],
    ['bytes=4-', 206, 'clip', 'bytes 4-7/8'],
    ['bytes=-4', 206, 'clip', 'bytes 4-7/8'],
    ['bytes=-100', 206, CLIP, 'bytes 0-7/8'],
    ['bytes=4-100', 206, 'clip', 'bytes 4-7/8'],
    ['bytes=7-7', 206, 'p', 'bytes 7-7/8'],
    ['bytes=3-1', 200, CLIP, null],
    ['bytes=0-1,4-5', 200, CLIP, null],
    ['lines=0-1', 200, CLIP, null],
    ['bytes=a-b', 200, CLIP, null],
  ])('answers the range %s with %i', async (range, status, text, contentRange) => {
    const path = await madeFile();
    const response = await api.open('GET', path, { headers: { range } });
    expect(response.status).toBe(status);
    expect(await response.text()).toBe(text);
    expect(response.headers.get('content-range')).toBe(contentRange);
    expect(response.headers.get('content-length')).toBe(String(text.length));
  });

  it.each(['bytes=8-', 'bytes=100-200', 'bytes=-0'])('answers the range %s with 416 and the size', async (range) => {
    const path = await madeFile();
    const response = await api.open('GET', path, { headers: { range } });
    expect(response.status).toBe(416);
    expect(response.headers.get('content-range')).toBe('bytes */8');
  });

  it('answers HEAD with the headers alone', async () => {
    const path = await madeFile();
    const response = await api.open('HEAD', path, { key: '' });
    expect(response.status).toBe(200);
    expect(response.headers.get('content-length')).toBe('8');
    expect(await response.text()).toBe('');
  });

  it('answers 304 to whoever has it already, and the whole to an If-Range that is another', async () => {
    const path = await madeFile();
    const etag = (await api.open('HEAD', path)).headers.get('etag') ?? '';
    for (const name of [etag, `W/${etag}`, `"other", ${etag}`, '*']) {
      expect((await api.open('GET', path, { headers: { 'if-none-match': name } })).status).toBe(304);
    }
    expect((await api.open('GET', path, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
    const ranged = { range: 'bytes=0-2' };
    expect((await api.open('GET', path, { headers: { ...ranged, 'if-range': etag } })).status).toBe(206);
    expect((await api.open('GET', path, { headers: { ...ranged, 'if-range': '"other"' } })).status).toBe(200);
  });

  it.each([
    ['another signature', (path: string) => path.replace(/signature=../, 'signature=zz')],
    ['no signature', (path: string) => path.replace(/&signature=.*/, '')],
    ['a later end', (path: string) => path.replace(/expires=[0-9]+/, 'expires=9999999999')],
    ['another output', (path: string) => path.replace(/files\/[0-9]+/, 'files/1')],
    ['another name', (path: string) => path.replace(/[0-9]\.bin|0\.mp4/, '1.mp4')],
    ['an id that is none', (path: string) => path.replace(/files\/[0-9]+/, "files/'")],
  ])('answers 403 to %s', async (_, change) => {
    const path = await madeFile();
    expect((await api.ask('GET', change(path))).status).toBe(403);
  });

  it('answers 410 when the URL has expired', async () => {
    let late = 0;
    api = await openApiHouse(({ tasks }) => ({ tasks: { ...tasks, nowMs: () => Date.now() + late } }));
    const { output } = await api.finish();
    const url = new URL(output[0]?.url ?? '');
    late = 7 * 86_400_000 + 1000;
    expect((await api.ask('GET', url.pathname + url.search)).status).toBe(410);
  });

  it('answers 410 when the output has been deleted', async () => {
    const path = await madeFile();
    const id = /files\/([0-9]+)/.exec(path)?.[1] ?? '';
    await api.ask('POST', '/v1/storages/delete', { body: [id] });
    expect((await api.ask('GET', path)).status).toBe(410);
  });
});
