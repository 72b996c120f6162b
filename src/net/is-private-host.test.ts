import { expect, it } from 'vitest';
import { isPrivateHost } from './is-private-host.js';

it.each([
  ['http://127.0.0.1:8080/v1', true],
  ['http://localhost/', true],
  ['http://[::1]:9/', true],
  ['https://10.1.2.3', true],
  ['https://[fd00::1]/api', true],
  ['https://api.example.com', false],
  ['https://8.8.8.8', false],
  ['not a URL', false],
])('takes %s for private: %s', (url, expected) => {
  expect(isPrivateHost(url)).toBe(expected);
});
