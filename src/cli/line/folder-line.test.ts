import { describe, expect, it } from 'vitest';
import { AppError } from '../../contract/errors.js';
import { createFolderLine, NO_WAY, type OwnedSystem, type SendRequest } from './folder-line.js';

const page = JSON.stringify({ code: 200, message: 'success', data: { page: 1, size: 1, total: 0, tasks: [] } });
const answering: SendRequest = () => Promise.resolve(new Response(page));
const refused = (code: string): SendRequest => {
  return () => Promise.reject(new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) }));
};

/** A folder whose owner comes and goes by a script: each look finds the next thing, the last one for ever. */
function createFolder(reached: readonly (SendRequest | undefined)[], owned: readonly (OwnedSystem | undefined)[]) {
  const calls: string[] = [];
  let nowMs = 0;
  const take = <Item>(script: readonly Item[], name: string): Promise<Item> => {
    const done = calls.filter((call) => call === name).length;
    calls.push(name);
    return Promise.resolve(script[Math.min(done, script.length - 1)] as Item);
  };
  const line = createFolderLine(
    {
      reach: () => take(reached, 'reach'),
      own: () => take(owned, 'own'),
      pause: (ms) => {
        nowMs += ms;
        return Promise.resolve();
      },
      later: (call) => call(),
      nowMs: () => nowMs,
      onTrouble: (error) => calls.push(`trouble ${String(error)}`),
    },
    { works: true },
  );
  return { line, calls };
}

function createSystem(calls: string[] = [], send = answering): OwnedSystem {
  const tell = (name: string) => (): Promise<void> => {
    calls.push(name);
    return Promise.resolve();
  };
  return { send, start: () => calls.push('start'), listen: tell('listen'), stop: tell('stop') };
}

describe('a line to a data folder', () => {
  it('asks for nothing until it is asked', async () => {
    const { line, calls } = createFolder([undefined], [createSystem()]);
    await line.close();
    expect(calls).toEqual([]);
  });

  it('goes to the owner that listens', async () => {
    const { line, calls } = createFolder([answering], []);
    await line.client.list();
    await line.client.list();
    expect(calls).toEqual(['reach']);
  });

  it('owns the folder where nobody does, works, lets others in, and gives it back', async () => {
    const done: string[] = [];
    const { line } = createFolder([undefined], [createSystem(done)]);
    await line.client.list();
    await line.close();
    expect(done).toEqual(['start', 'listen', 'stop']);
  });

  it('waits for an owner that is on its way in', async () => {
    const { line, calls } = createFolder([undefined, undefined, answering], [undefined]);
    await line.client.list();
    expect(calls).toEqual(['reach', 'own', 'reach', 'own', 'reach']);
  });

  it('finds the next owner when the one it knew is gone, and sends again what was not sent', async () => {
    const { line } = createFolder([refused('ECONNREFUSED'), answering], []);
    expect(await line.client.list()).toMatchObject({ total: 0 });
  });

  it('becomes the owner when there is no next one', async () => {
    const done: string[] = [];
    const { line } = createFolder([refused('ENOENT'), undefined], [createSystem(done)]);
    await line.client.list();
    expect(done).toEqual(['start', 'listen']);
  });

  it('says at once why a folder cannot be had, without trying again', async () => {
    const cause = new AppError('bad_output', 'the data folder cannot be used');
    const broken = createFolderLine(
      {
        reach: () => Promise.resolve(undefined),
        own: () => Promise.reject(cause),
        pause: () => Promise.resolve(),
        later: () => undefined,
        nowMs: () => 0,
        onTrouble: () => undefined,
      },
      { works: false },
    );
    await expect(broken.client.list()).rejects.toMatchObject({ code: NO_WAY, cause });
  });

  it('gives up on one that is owned and silent, and says what to do', async () => {
    const { line } = createFolder([undefined], [undefined]);
    const error: unknown = await line.client.list().catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: NO_WAY, cause: { field: 'FIRSTFRAME_DATA' } });
  });

  it('goes on when nobody else can be let in', async () => {
    const system = { ...createSystem(), listen: () => Promise.reject(new Error('no sockets here')) };
    const { line, calls } = createFolder([undefined], [system]);
    expect(await line.client.list()).toMatchObject({ total: 0 });
    expect(calls).toContain('trouble Error: no sockets here');
  });
});
