import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { MediaError } from '../../contract/errors.js';
import { createProcessStock } from './process-stock.js';

describe('a stock of processes', () => {
  it('says what to do when the system refuses a process at once, and leaves no folder', () => {
    const limits = { size: 1, idleMs: 1000, maxJobs: 1, maxIdleBytes: 1 };
    const folder = mkdtempSync(path.join(tmpdir(), 'firstframe-test-'));
    const cause = Object.assign(new Error('spawn ENOMEM'), { code: 'ENOMEM' });
    const stock = createProcessStock(
      limits,
      () => folder,
      () => {
        throw cause;
      },
    );
    let error: unknown;
    try {
      stock.take();
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toBeInstanceOf(MediaError);
    expect(error).toMatchObject({ reason: 'internal', step: 'start', cause });
    expect((error as MediaError).todo).toMatch(/out of memory or processes/);
    expect(existsSync(folder)).toBe(false);
  });
});
