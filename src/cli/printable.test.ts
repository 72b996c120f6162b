import { expect, it } from 'vitest';
import { printable } from './printable.js';

it('shows what a terminal would obey, and leaves every other character alone', () => {
  expect(printable('a\u001b[31m b\nc\u0007\u009b')).toBe('a\\x1b[31m b\\x0ac\\x07\\x9b');
  expect(printable('Äpfel “日本” 🌼 – 5×')).toBe('Äpfel “日本” 🌼 – 5×');
});
