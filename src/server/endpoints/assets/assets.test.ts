import { createHash } from 'node:crypto';
import { afterEach, describe, expect, it } from 'vitest';
import { type ApiHouse, openApiHouse } from '../../testing/api-house.js';

const PNG = new Uint8Array([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a, 1, 2, 3]);

let api: ApiHouse;
afterEach(() => api.close());

interface Uploaded {
  readonly id: string;
  readonly name: string;
}

async function upload(path = '/v1/assets', headers: Record<string, string> = {}): Promise<Uploaded> {
  return (await api.ask('POST', path, { body: PNG, headers })).body.data as Uploaded;
}

describe('/v1/assets', () => {
  it('answers an asset:// id, and the type that the bytes say', async () => {
    api = await openApiHouse();
    const headers = { 'content-type': 'text/html' };
    const { status, body } = await api.ask('POST', '/v1/assets?name=dog.png', { body: PNG, headers });
    expect(status).toBe(200);
    expect(body.data).toMatchObject({
      id: expect.stringMatching(/^asset:\/\/[0-9A-Z]{26}$/) as string,
      name: 'dog.png',
      mediaType: 'image/png',
      sizeBytes: PNG.byteLength,
      sha256: createHash('sha256').update(PNG).digest('hex'),
      expireAt: expect.any(Number) as number,
    });
  });

  it.each([
    ['/v1/assets?name=../../etc/passwd', {}, 'passwd'],
    ['/v1/assets?name=a%00b%0d%0a.png', {}, 'ab.png'],
    ['/v1/assets', {}, 'upload'],
    ['/v1/assets', { 'content-disposition': 'attachment; filename="my dog.png"' }, 'my dog.png'],
    ['/v1/assets', { 'content-disposition': "attachment; filename=x; filename*=UTF-8''h%C3%A5nd.png" }, 'hånd.png'],
  ])('names what is sent to %s with %j as %s', async (path, headers, name) => {
    api = await openApiHouse();
    expect((await upload(path, headers)).name).toBe(name);
  });

  it('keeps equal bytes once, and each asset by itself', async () => {
    api = await openApiHouse();
    const first = await upload();
    const second = await upload();
    expect(second.id).not.toBe(first.id);
    const kept = [];
    for await (const blob of api.house.deps.blobs.list()) kept.push(blob.key);
    expect(kept).toHaveLength(1);
    expect((await api.ask('DELETE', `/v1/assets/${encodeURIComponent(first.id)}`)).status).toBe(200);
    expect((await api.ask('GET', `/v1/assets/${first.id.slice(8)}`)).status).toBe(404);
    expect((await api.ask('GET', `/v1/assets/${second.id.slice(8)}`)).body.data).toEqual(second);
  });

  it('is unknown to another account, by whatever it asks', async () => {
    api = await openApiHouse();
    const { id } = await upload();
    const key = await api.key(['create'], { accountId: 'other' });
    expect((await api.ask('GET', `/v1/assets/${id.slice(8)}`, { key })).status).toBe(404);
    expect((await api.ask('DELETE', `/v1/assets/${id.slice(8)}`, { key })).status).toBe(404);
    const body = { model: 'fake/model', input: { first_frame_url: id } };
    expect((await api.ask('POST', '/v1/tasks', { key, body })).status).toBe(400);
  });

  it('is not deleted while a task is to be made from it', async () => {
    api = await openApiHouse();
    const { id } = await upload();
    const taskId = await api.create({ input: { first_frame_url: id } });
    expect((await api.ask('DELETE', `/v1/assets/${id.slice(8)}`)).status).toBe(409);
    await api.ask('POST', `/v1/tasks/${taskId}/cancel`);
    expect((await api.ask('DELETE', `/v1/assets/${id.slice(8)}`)).status).toBe(200);
  });

  it('refuses a form, and says how to send the bytes', async () => {
    api = await openApiHouse();
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    const { status, body } = await api.ask('POST', '/v1/assets', { body: PNG, headers });
    expect(status).toBe(415);
    expect(body.message).toContain('--data-binary');
  });

  it('refuses nothing at all', async () => {
    api = await openApiHouse();
    expect((await api.ask('POST', '/v1/assets', { body: new Uint8Array(0) })).status).toBe(400);
  });

  it('refuses more than 100 MB by what arrives, and keeps none of it', async () => {
    api = await openApiHouse();
    const chunk = new Uint8Array(1_000_000);
    let pieces = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        pieces += 1;
        controller.enqueue(chunk);
      },
    });
    expect((await api.ask('POST', '/v1/assets', { body })).status).toBe(413);
    expect(pieces).toBeLessThan(110);
    const kept = [];
    for await (const blob of api.house.deps.blobs.list()) kept.push(blob.key);
    expect(kept).toEqual([]);
  });

  it('answers 400 for an upload that broke off, and keeps none of it', async () => {
    api = await openApiHouse();
    let pieces = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        pieces += 1;
        if (pieces > 3) controller.error(new Error('the line went dead'));
        else controller.enqueue(PNG);
      },
    });
    expect((await api.ask('POST', '/v1/assets', { body })).status).toBe(400);
    expect(api.troubles).toEqual([]);
  });
});
