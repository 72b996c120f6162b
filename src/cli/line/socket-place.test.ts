import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultDataFolder } from './data-folder.js';
import { readSecretKey } from './secret-key.js';
import { socketPlaceOf } from './socket-place.js';

let folder: string;
let temporary: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'firstframe-place-'));
  temporary = path.join(folder, 't');
  mkdirSync(temporary);
});
afterEach(() => rmSync(folder, { recursive: true }));

const placeOf = (name: string) => {
  const data = path.join(folder, name);
  mkdirSync(data, { recursive: true });
  return { data, place: socketPlaceOf(data, { temporary, platform: 'linux' }) };
};

describe('the socket of a data folder', () => {
  it('is in it, and what a dead owner left is taken away by the next owner alone', () => {
    const { data, place } = placeOf('short');
    writeFileSync(path.join(data, 'owner.sock'), '');
    expect(place.find()).toBe(path.join(data, 'owner.sock'));
    expect(existsSync(place.find())).toBe(true);
    place.prepare();
    expect(existsSync(place.find())).toBe(false);
  });

  it('is under the temporary folder where its path would be too long, in a folder of its owner’s', () => {
    const { data, place } = placeOf('d'.repeat(120));
    const socket = place.prepare();
    expect(Buffer.byteLength(socket)).toBeLessThan(104);
    expect(place.find()).toBe(socket);
    expect(statSync(path.dirname(socket)).mode & 0o777).toBe(0o700);
    place.clear();
    expect([readdirSync(temporary), readdirSync(data)]).toEqual([[], []]);
  });

  it('takes another folder there when somebody has taken its name, and clears up after a dead owner', () => {
    const { place } = placeOf('d'.repeat(120));
    const taken = path.dirname(place.prepare());
    const next = placeOf('d'.repeat(120)).place;
    expect(path.dirname(next.prepare())).toBe(taken);
    next.clear();
    mkdirSync(taken);
    writeFileSync(path.join(taken, 'owner.sock'), '');
    const { place: own } = placeOf('d'.repeat(120));
    expect(existsSync(own.find())).toBe(false);
    expect(path.dirname(own.prepare())).toBe(`${taken}-1`);
    expect(readdirSync(taken)).toEqual(['owner.sock']);
  });
});

describe('the secret key', () => {
  it('is made once, for its user alone, and is the same ever after', () => {
    const source = { dataFolder: path.join(folder, 'new'), given: undefined, isShared: false };
    const key = readSecretKey(source);
    expect(key.byteLength).toBe(64);
    expect(readSecretKey(source)).toEqual(key);
    expect(statSync(path.join(folder, 'new', 'secret.key')).mode & 0o777).toBe(0o600);
    expect(readdirSync(path.join(folder, 'new'))).toEqual(['secret.key']);
  });

  it('is as it is given, long enough, and has to be given where several share a database', () => {
    const given = '0123456789abcdef0123456789abcdef';
    expect(readSecretKey({ dataFolder: folder, given, isShared: true })).toEqual(new TextEncoder().encode(given));
    expect(() => readSecretKey({ dataFolder: folder, given: 'short', isShared: false })).toThrow('5 characters');
    expect(() => readSecretKey({ dataFolder: folder, given: undefined, isShared: true })).toThrow('is missing');
  });
});

describe('the data folder of somebody who names none', () => {
  it.each([
    ['linux', undefined, '/home/ada/.local/share/firstframe'],
    ['linux', '/data', '/data/firstframe'],
    ['linux', 'relative', '/home/ada/.local/share/firstframe'],
    ['darwin', '/data', '/home/ada/Library/Application Support/firstframe'],
  ] as const)('on %s with XDG_DATA_HOME %s is %s', (platform, xdgDataHome, expected) => {
    expect(defaultDataFolder({ platform, home: '/home/ada', xdgDataHome, localAppData: undefined })).toBe(expected);
  });
});
