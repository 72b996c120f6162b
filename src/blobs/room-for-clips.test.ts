import { describe, expect, it } from 'vitest';
import { hasRoomForClip } from './room-for-clips.js';

const needed = { reserveBytes: 100, clipsInFlight: 2, clipBytes: 10 };

describe('hasRoomForClip', () => {
  it('leaves the reserve and the clips in flight their room', () => {
    expect(hasRoomForClip(130, needed)).toBe(true);
    expect(hasRoomForClip(129, needed)).toBe(false);
    expect(hasRoomForClip(130, { ...needed, clipsInFlight: 3 })).toBe(false);
    expect(hasRoomForClip(0, needed)).toBe(false);
  });

  it('takes no number for no limit, and 0 for full', () => {
    expect(hasRoomForClip(undefined, needed)).toBe(true);
    expect(hasRoomForClip(0, { reserveBytes: 0, clipsInFlight: 0, clipBytes: 1 })).toBe(false);
  });
});
