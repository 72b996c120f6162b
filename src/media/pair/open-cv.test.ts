import { describe, expect, it } from 'vitest';
import { loadOpenCv } from './open-cv.js';

describe('loadOpenCv', () => {
  it('leaves no handlers of errors behind, and those that were there', async () => {
    const mine = (): void => undefined;
    process.on('unhandledRejection', mine);
    const before = [process.listeners('uncaughtException'), process.listeners('unhandledRejection')];
    await loadOpenCv();
    expect([process.listeners('uncaughtException'), process.listeners('unhandledRejection')]).toEqual(before);
    process.removeListener('unhandledRejection', mine);
  });

  it('loads once, whoever asks', async () => {
    const [one, other] = await Promise.all([loadOpenCv(), loadOpenCv()]);
    expect(one).toBe(other);
    const mat = new one.Mat(2, 3, one.CV_8UC1);
    expect([mat.rows, mat.data.length]).toEqual([2, 6]);
    mat.delete();
  });
});
