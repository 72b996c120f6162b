import type { Store } from '../store.js';

/** Hints may be lost, and some of what is waited for comes with time alone. */
const LOOK_AGAIN_MS = 50;

/** Looks until there is something: at each hint of the store, and now and then without one. For tests; what never comes is ended by theirs. */
export async function untilFound<Found>(
  store: Pick<Store, 'onWake'>,
  look: () => Promise<Found | undefined>,
): Promise<Found> {
  for (;;) {
    let stopListening = (): void => undefined;
    let timer: NodeJS.Timeout | undefined;
    // Listened for before it is looked: what is written in between is told.
    const rung = new Promise<void>((resolve) => {
      stopListening = store.onWake(() => {
        resolve();
      });
      timer = setTimeout(resolve, LOOK_AGAIN_MS);
    });
    try {
      const found = await look();
      if (found !== undefined) return found;
      await rung;
    } finally {
      stopListening();
      clearTimeout(timer);
    }
  }
}
