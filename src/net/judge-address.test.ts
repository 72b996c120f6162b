import { describe, expect, it } from 'vitest';
import { judgeAddress, parseAllowedAddresses } from './judge-address.js';

const nothing = parseAllowedAddresses([]);

describe('judgeAddress', () => {
  it.each([
    ['8.8.8.8'],
    ['1.1.1.1'],
    ['192.0.1.1'],
    ['172.32.0.1'],
    ['100.128.0.1'],
    ['2606:4700:4700::1111'],
    ['2a00:1450:4001::1'],
  ])('takes %s, which is public', (address) => {
    expect(judgeAddress(address, nothing)).toEqual({ tag: 'public' });
  });

  it.each([
    ['0.0.0.0'],
    ['0.1.2.3'],
    ['10.1.2.3'],
    ['100.64.0.1'],
    ['100.100.100.200'],
    ['127.0.0.1'],
    ['127.255.0.1'],
    ['168.63.129.16'],
    ['169.254.169.254'],
    ['172.16.0.1'],
    ['172.31.255.255'],
    ['192.0.0.192'],
    ['192.0.2.1'],
    ['192.88.99.1'],
    ['192.168.1.1'],
    ['198.18.0.1'],
    ['198.19.255.255'],
    ['198.51.100.1'],
    ['203.0.113.1'],
    ['224.0.0.1'],
    ['239.255.255.250'],
    ['240.0.0.1'],
    ['255.255.255.255'],
    ['::'],
    ['::1'],
    ['::127.0.0.1'],
    ['::ffff:127.0.0.1'],
    ['::ffff:8.8.8.8'],
    ['::ffff:0:127.0.0.1'],
    ['64:ff9b::7f00:1'],
    ['64:ff9b::8.8.8.8'],
    ['64:ff9b:1::1'],
    ['100::1'],
    ['2001::1'],
    ['2001:2::1'],
    ['2001:20::1'],
    ['2001:db8::1'],
    ['2002:7f00:1::'],
    ['2002:808:808::1'],
    ['3fff::1'],
    ['4000::1'],
    ['5f00::1'],
    ['fc00::1'],
    ['fd00:ec2::254'],
    ['fe80::1'],
    ['fe80::1%eth0'],
    ['fec0::1'],
    ['ff02::1'],
  ])('refuses %s', (address) => {
    expect(judgeAddress(address, nothing)).toMatchObject({ tag: 'refused' });
  });

  it.each([['0177.0.0.1'], ['2130706433'], ['127.1'], ['localhost'], ['']])(
    'refuses %j, which is no address',
    (text) => {
      expect(judgeAddress(text, parseAllowedAddresses(['0.0.0.0/0', '::/0']))).toMatchObject({
        kind: 'not an address',
      });
    },
  );

  it('takes what is allowed, and nothing beside it', () => {
    const allowed = parseAllowedAddresses(['10.0.0.0/8', ' 127.0.0.1 ', 'fd00::/8']);
    for (const address of ['10.255.0.1', '127.0.0.1', 'fd12::1', '::ffff:10.0.0.1']) {
      expect(judgeAddress(address, allowed)).toEqual({ tag: 'allowed' });
    }
    for (const address of ['11.0.0.1', '127.0.0.2', 'fc00::1', '::ffff:127.0.0.2']) {
      if (address === '11.0.0.1') expect(judgeAddress(address, allowed)).toEqual({ tag: 'public' });
      else expect(judgeAddress(address, allowed)).toMatchObject({ tag: 'refused' });
    }
  });

  it('takes an allowed gateway only to where one may go without it', () => {
    const gateway = parseAllowedAddresses(['64:ff9b::/96', '2002::/16']);
    expect(judgeAddress('64:ff9b::8.8.8.8', gateway)).toEqual({ tag: 'allowed' });
    for (const address of ['64:ff9b::169.254.169.254', '2002:a00:1::1', '64:ff9b::127.0.0.1']) {
      expect(judgeAddress(address, gateway)).toMatchObject({ tag: 'refused' });
    }
  });
});

describe('parseAllowedAddresses', () => {
  it.each([['10.0.0.0/33'], ['fd00::/129'], ['10.0.0/8'], ['localhost'], ['10.0.0.0/8/8'], ['10.0.0.0/'], ['']])(
    'names %j, which it cannot read',
    (entry) => {
      expect(() => parseAllowedAddresses(['127.0.0.1', entry])).toThrow(`"${entry}" is neither`);
    },
  );

  it('takes the whole of a family by /0', () => {
    expect(judgeAddress('127.0.0.1', parseAllowedAddresses(['0.0.0.0/0']))).toEqual({ tag: 'allowed' });
    expect(judgeAddress('::1', parseAllowedAddresses(['0.0.0.0/0']))).toMatchObject({ tag: 'refused' });
  });
});
