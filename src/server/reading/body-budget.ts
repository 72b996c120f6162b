/**
 * Shares the memory for large bodies among requests: whoever wants more than is left waits, in the order in which they came, and
 * reads nothing from its socket meanwhile.
 */
export interface BodyBudget {
  /** Resolves when `bytes` are free, with what gives them back; call that once, when nothing of the body is in use any more. */
  take(bytes: number): Promise<() => void>;
}

/**
 * Makes a budget. A body of JSON with a still in it exists several times over while it is parsed (bytes, text, value, decoded still), so
 * the process uses some five times `totalBytes`. One that alone is larger than the budget is let in when nobody else is.
 */
export function createBodyBudget(totalBytes: number): BodyBudget {
  let usedBytes = 0;
  const queue: { readonly bytes: number; readonly start: () => void }[] = [];

  const admit = (): void => {
    for (let next = queue[0]; next !== undefined; next = queue[0]) {
      if (usedBytes > 0 && usedBytes + next.bytes > totalBytes) return;
      queue.shift();
      usedBytes += next.bytes;
      next.start();
    }
  };

  return {
    take: (bytes) =>
      new Promise((resolve) => {
        let isHeld = true;
        const giveBack = (): void => {
          if (!isHeld) return;
          isHeld = false;
          usedBytes -= bytes;
          admit();
        };
        queue.push({ bytes, start: () => resolve(giveBack) });
        admit();
      }),
  };
}
