import { describe, expect, it } from 'vitest';
import { createDnsResolver, resolveBySystem } from './resolve-host.js';

const signal = new AbortController().signal;

describe('resolveBySystem', () => {
  it('knows what the machine knows', async () => {
    expect((await resolveBySystem('localhost', signal)).every((address) => /^(127\.|::1$)/.test(address))).toBe(true);
  });

  it('serves more than it runs at once, and those that fail give their turn on', async () => {
    const names = Array.from({ length: 12 }, (_, index) => (index % 3 === 0 ? 'localhost' : 'no.such.name.invalid'));
    const results = await Promise.allSettled(names.map((name) => resolveBySystem(name, signal)));
    expect(results.map(({ status }) => status)).toEqual(
      names.map((name) => (name === 'localhost' ? 'fulfilled' : 'rejected')),
    );
  });

  it('lets those go that no longer want their turn, and serves the rest', async () => {
    const stop = new AbortController();
    const first = [resolveBySystem('localhost', signal), resolveBySystem('localhost', signal)];
    const leaving = resolveBySystem('localhost', stop.signal);
    const staying = resolveBySystem('localhost', signal);
    stop.abort();
    await expect(leaving).rejects.toThrow();
    await expect(Promise.all([...first, staying])).resolves.toHaveLength(3);
    await expect(resolveBySystem('localhost', stop.signal)).rejects.toThrow();
  });
});

describe('createDnsResolver', () => {
  it('asks the system for what the name servers do not know', async () => {
    const asked: string[] = [];
    const resolve = createDnsResolver((hostname) => {
      asked.push(hostname);
      return Promise.resolve(['127.0.0.1']);
    });
    // With no network at all the name servers are silent, and then nobody else is asked.
    const answer = await resolve('no.such.name.invalid', signal).catch(() => undefined);
    expect(asked).toEqual(answer === undefined ? [] : ['no.such.name.invalid']);
  });

  it('asks nobody for a call that is over', async () => {
    const resolve = createDnsResolver(() => Promise.reject(new Error('asked')));
    await expect(resolve('no.such.name.invalid', AbortSignal.abort())).rejects.toThrow(/abort/);
  });
});
