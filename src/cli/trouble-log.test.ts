import { beforeEach, expect, it } from 'vitest';
import { ProviderError } from '../providers/provider.js';
import { createTroubleLog, type TellTrouble } from './trouble-log.js';

const MINUTE_MS = 60_000;

let clockMs = 0;
let written: string[];
let tell: TellTrouble;
beforeEach(() => {
  clockMs = 0;
  written = [];
  tell = createTroubleLog({ write: (lines) => written.push(lines), monotonicMs: () => clockMs });
});

const away = (handle: string, status = 502): ProviderError =>
  new ProviderError('ark', `Ark answered ${status} about cgt-${handle}`, { retryable: true });

it('the same trouble of many tasks is told once, and after a while with how often it came', () => {
  for (let poll = 0; poll < 100; poll += 1) {
    tell(away(`20261122-${poll}-abcd`));
    clockMs += MINUTE_MS / 10;
  }
  expect(written).toEqual(['firstframe: Ark answered 502 about cgt-20261122-0-abcd\n']);
  tell(away('20261122-100-abcd'));
  expect(written[1]).toBe(
    'firstframe: Ark answered 502 about cgt-20261122-100-abcd\nfirstframe: the same came 100 times in 10 min\n',
  );
  for (let poll = 0; poll < 59; poll += 1) {
    clockMs += MINUTE_MS;
    tell(away('20261122-101-abcd'));
  }
  expect(written).toHaveLength(2);
  clockMs += MINUTE_MS;
  tell(away('20261122-101-abcd'));
  expect(written[2]).toContain('60 times in 60 min');
});

it('another trouble is told at once, and one that comes back after an hour of silence is another', () => {
  tell(away('20261122-1-abcd'));
  tell(away('20261122-1-abcd', 401));
  expect(written).toHaveLength(2);
  clockMs += 60 * MINUTE_MS;
  tell(away('20261122-2-abcd'));
  expect(written[2]).toBe('firstframe: Ark answered 502 about cgt-20261122-2-abcd\n');
});

it('what a request has met is told each time, with its id', () => {
  tell(new TypeError('undefined is not a function'), 'req-abc-1');
  tell(new TypeError('undefined is not a function'), 'req-abc-2');
  expect(written.map((lines) => lines.split('\n')[0])).toEqual([
    'firstframe: req-abc-1 met this:',
    'firstframe: req-abc-2 met this:',
  ]);
});

it('no more kinds of trouble are remembered than there is room for', () => {
  for (let kind = 0; kind < 1_000; kind += 1)
    tell(new ProviderError('ark', `kind ${'x'.repeat(kind)}`, { retryable: true }));
  expect(written).toHaveLength(1_000);
  tell(new ProviderError('ark', 'kind ', { retryable: true }));
  expect(written).toHaveLength(1_001);
});
