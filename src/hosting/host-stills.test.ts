import { describe, expect, it } from 'vitest';
import { type Provider, ProviderError, type UploadedStill } from '../providers/provider.js';
import { BY_DATA, BY_URL, failureOf, hostingBench, NOW_MS, vendor } from './testing/hosting-bench.js';

const { keepStill, publish, ask } = hostingBench();

describe('the vendor’s own store', () => {
  it('gets the bytes, the size, the type and the name, where no URL of ours is to be had', async () => {
    const got: { bytes: Buffer; still: UploadedStill }[] = [];
    const upload: Provider['upload'] = async (still) => {
      const chunks: Uint8Array[] = [];
      for await (const chunk of still.bytes()) chunks.push(chunk);
      got.push({ bytes: Buffer.concat(chunks), still });
      return { url: `store://${still.name}`, expiresAtMs: NOW_MS };
    };
    const storing = vendor({ ...BY_URL, upload: { maxBytes: 100 }, ...BY_DATA }, upload);
    expect(await ask(storing, { first: await keepStill(100) })).toEqual({ first: 'store://first.png' });
    expect(got[0]?.still).toMatchObject({ sizeBytes: 100, mediaType: 'image/png', name: 'first.png' });
    expect(got[0]?.bytes).toEqual(Buffer.alloc(100, 7));
  });

  it('gives way to a data URI when it does not do its part', async () => {
    const upload: Provider['upload'] = () => Promise.reject(new ProviderError('acme', 'away', { retryable: true }));
    const storing = vendor({ upload: { maxBytes: 100 }, ...BY_DATA }, upload);
    expect(await ask(storing, { first: await keepStill(1) })).toEqual({ first: 'data:image/png;base64,Bw==' });
  });

  it('is to be tried again when it says so, after as long as it says', async () => {
    const fault = new ProviderError('acme', 'Acme took no upload: it answered 503', {
      retryable: true,
      retryAfterMs: 7000,
    });
    const storing = vendor({ upload: { maxBytes: 100 } }, () => Promise.reject(fault));
    const failure = await failureOf(ask(storing, { first: await keepStill(100) }));
    expect(failure).toMatchObject({ retryable: true, retryAfterMs: 7000 });
    expect(failure.say).toContain('Acme took no upload: it answered 503. Try again.');
  });

  it('does not swallow a fault of ours', async () => {
    const storing = vendor({ upload: { maxBytes: 100 }, ...BY_DATA }, () => Promise.reject(new TypeError('a slip')));
    await expect(ask(storing, { first: await keepStill(1) })).rejects.toThrow(TypeError);
  });
});

describe('a data URI', () => {
  it('is as long as was reckoned, to the character', async () => {
    for (const sizeBytes of [1, 2, 3, 100]) {
      const still = await keepStill(sizeBytes);
      const length = 'data:image/png;base64,'.length + 4 * Math.ceil(sizeBytes / 3);
      const { first } = await ask(vendor({ dataUri: { maxChars: length } }), { first: still });
      expect(first).toHaveLength(length);
      await failureOf(ask(vendor({ dataUri: { maxChars: length - 1 } }), { first: still }));
    }
  });
});

describe('a still that no way is open to', () => {
  it('is told with every way, its limit, and the variable that opens one', async () => {
    const provider = vendor({ ...BY_URL, upload: { maxBytes: 50 }, dataUri: { maxChars: 100 } }, () => {
      throw new Error('not to be asked');
    });
    const failure = await failureOf(ask(provider, { last: await keepStill(100, 'last.png') }));
    expect(failure.say).toBe(
      'acme cannot be given the last frame, of 100 bytes. ' +
        'It fetches up to 1000 bytes, and nothing here can be reached from outside: no server at a FIRSTFRAME_PUBLIC_URL. ' +
        'Its own store takes 50 bytes at most. ' +
        'As a data URI it has 158 characters, and 100 are taken. ' +
        'Set FIRSTFRAME_PUBLIC_URL to the URL by which `firstframe serve` is reached from the internet, by its name and without a login or a redirect. ' +
        'Use a smaller still.',
    );
    expect(failure.retryable).toBe(false);
  });

  it('is none of a provider’s that reads stills by itself', async () => {
    expect(await ask(vendor(undefined), { first: await keepStill(100) })).toEqual({});
  });

  it('is not there where there is no still', async () => {
    expect(await ask(vendor(BY_URL), {})).toEqual({});
  });
});

describe('work that is stopped', () => {
  const lost = new Error('the claim is lost');

  it('ends with what stopped it, and tries no other way', async () => {
    const { signer, seen } = await publish();
    const hooks = {
      signal: new AbortController().signal,
      beforeSend: () => {
        throw lost;
      },
      onProgress: () => undefined,
    };
    const provider = vendor({ ...BY_URL, ...BY_DATA });
    await expect(ask(provider, { first: await keepStill(1) }, { stillUrls: signer, hooks })).rejects.toBe(lost);
    expect(seen).toEqual([]);
    // An adapter puts it in an error of its own.
    const upload: Provider['upload'] = (_still, given) => {
      try {
        given.beforeSend();
      } catch (cause) {
        throw new ProviderError('acme', 'away', { retryable: true, cause });
      }
      return Promise.reject(new Error('not stopped'));
    };
    const storing = vendor({ upload: { maxBytes: 100 }, ...BY_DATA }, upload);
    await expect(ask(storing, { first: await keepStill(1) }, { hooks })).rejects.toBe(lost);
  });

  it('takes no other way once its signal is aborted', async () => {
    const controller = new AbortController();
    const { signer } = await publish((_, response) => {
      controller.abort('drain');
      response.destroy();
    });
    const hooks = { signal: controller.signal, beforeSend: () => undefined, onProgress: () => undefined };
    const provider = vendor({ ...BY_URL, ...BY_DATA });
    const asked = ask(provider, { first: await keepStill(1) }, { stillUrls: signer, hooks });
    await expect(asked).rejects.toMatchObject({ name: 'NetError' });
  });
});
