import { expect, it } from 'vitest';
import { ProviderError } from '../providers/provider.js';
import { troubleLines } from './failure.js';

it('a vendor that is away is told as that, and not as a fault of ours', () => {
  const away = new ProviderError('ark', 'Ark answered 502', { retryable: true });
  expect(troubleLines(away)).toBe('firstframe: Ark answered 502\n');
});

it('an error that nobody meant to throw is told as a fault of ours', () => {
  expect(troubleLines(new TypeError('undefined is not a function'))).toContain('This is a fault of Firstframe');
});
