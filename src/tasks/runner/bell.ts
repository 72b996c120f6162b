/** Wakes one waiter. A ring while nobody waits is remembered for the next wait. */
export interface Bell {
  readonly ring: () => void;
  /** Resolves at the first ring since the last wait, or after `waitMs`. */
  readonly heard: (waitMs: number) => Promise<void>;
}

/** Makes a bell. */
export function createBell(): Bell {
  let hasRung = false;
  let wakeUp = (): void => undefined;
  return {
    ring: () => {
      hasRung = true;
      wakeUp();
    },
    heard: async (waitMs) => {
      if (!hasRung) {
        await new Promise<void>((resolve) => {
          const timer = setTimeout(resolve, waitMs);
          wakeUp = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      hasRung = false;
    },
  };
}
