import { mkdtempSync, rmSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { AppError } from '../../../contract/errors.js';
import { listen } from '../../listen.js';
import { type ApiHouse, openApiHouse } from '../../testing/api-house.js';

const DONE = { database: 'copied', secretKey: 'copied', blobs: 0, sizeBytes: 1, missing: 0 } as const;

let api: ApiHouse;
let asked: string[];
let refusal: AppError | undefined;
beforeEach(async () => {
  asked = [];
  refusal = undefined;
  const write = (folder: string) => {
    asked.push(folder);
    return refusal === undefined ? Promise.resolve({ folder, ...DONE }) : Promise.reject(refusal);
  };
  api = await openApiHouse(() => ({ backups: { write } }));
});
afterEach(() => api.close());

const requestOf = (): Request =>
  new Request('http://localhost/owner/backup', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: '{"folder":"/backups/monday"}',
  });

describe('POST /owner/backup', () => {
  it('is there for the owner', async () => {
    const response = await api.app.fetchAsOwner(requestOf());
    expect(await response.json()).toMatchObject({ code: 200, data: { folder: '/backups/monday', blobs: 0 } });
    expect(asked).toEqual(['/backups/monday']);
  });

  it('is there for nobody over a network, whatever key and headers come with it', async () => {
    const listening = await listen(api.app, { host: '127.0.0.1', port: 0 });
    try {
      const key = await api.key(['admin']);
      for (const headers of [
        {},
        { authorization: `Bearer ${key}` },
        { authorization: 'Bearer the-operator-knows-this' },
      ]) {
        const init = {
          method: 'POST',
          headers: { 'content-type': 'application/json', ...headers },
          body: '{"folder":"/x"}',
        };
        expect((await fetch(`${listening.url}/owner/backup`, init)).status).toBe(404);
        expect((await fetch(`${listening.url}/v1/owner/backup`, init)).status).toBe(404);
      }
      expect((await api.app.fetch(requestOf())).status).toBe(404);
      expect(asked).toEqual([]);
    } finally {
      await listening.close();
    }
  });

  it('is there by the socket of the data folder', async () => {
    const folder = mkdtempSync(path.join(tmpdir(), 'ff-socket-'));
    const socketPath = path.join(folder, 's');
    const listening = await listen(api.app, { socketPath });
    try {
      const options = { socketPath, path: '/owner/backup', method: 'POST' };
      const answered = new Promise<IncomingMessage>((resolve, reject) => {
        const calling = request({ ...options, headers: { 'content-type': 'application/json' } });
        calling.on('response', resolve).on('error', reject).end('{"folder":"/x"}');
      });
      expect((await answered).resume().statusCode).toBe(200);
      expect(asked).toEqual(['/x']);
    } finally {
      await listening.close();
      rmSync(folder, { recursive: true });
    }
  });

  it('says what is wrong with the folder, and that a stop left nothing', async () => {
    refusal = new AppError('bad_usage', 'it cannot be written', { todo: 'Name another.' });
    const refused = await api.app.fetchAsOwner(requestOf());
    expect([refused.status, await refused.json()]).toMatchObject([
      400,
      { message: 'it cannot be written. Name another.' },
    ]);
    refusal = new AppError('aborted', 'stopped');
    expect((await api.app.fetchAsOwner(requestOf())).status).toBe(503);
    expect(api.troubles).toEqual([]);
  });

  it('is in no description of the API', async () => {
    const { body } = await api.ask('GET', '/openapi.json');
    expect(JSON.stringify(body)).not.toContain('/owner/');
  });
});
