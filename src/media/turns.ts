/** A place in a line. */
export interface Turn {
  /** Resolves when it is this one's turn. */
  readonly reached: Promise<void>;
  /** Gives the place up, reached or not; the next in line moves up. Leaving twice is harmless. */
  leave(): void;
}

/** A line in which the first `size` have their turn, and the others wait in the order in which they came. */
export interface Turns {
  take(): Turn;
}

/** Makes an empty line. */
export function createTurns(size: number): Turns {
  const waiting = new Set<() => void>();
  let free = size;
  const moveUp = (): void => {
    for (const reach of waiting) {
      if (free === 0) return;
      reach();
    }
  };
  return {
    take() {
      let state: 'waits' | 'reached' | 'left' = 'waits';
      let reach: () => void = () => undefined;
      const reached = new Promise<void>((resolve) => {
        reach = () => {
          waiting.delete(reach);
          state = 'reached';
          free -= 1;
          resolve();
        };
      });
      waiting.add(reach);
      moveUp();
      return {
        reached,
        leave() {
          waiting.delete(reach);
          if (state === 'reached') free += 1;
          state = 'left';
          moveUp();
        },
      };
    },
  };
}
