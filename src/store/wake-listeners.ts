/** Whoever wants hints in this process; see `Store.onWake`. */
export class WakeListeners {
  readonly #listeners = new Set<{ readonly call: (topic: string) => void }>();

  /** Adds a listener and answers with what removes it. */
  add(listener: (topic: string) => void): () => void {
    const entry = { call: listener };
    this.#listeners.add(entry);
    return () => void this.#listeners.delete(entry);
  }

  /** Tells every listener of each topic, once. A listener that throws keeps none of the others from hearing; its error is thrown later. */
  tell(topics: Iterable<string>): void {
    if (this.#listeners.size === 0) return;
    for (const topic of new Set(topics)) {
      for (const { call } of [...this.#listeners]) {
        try {
          call(topic);
        } catch (error) {
          queueMicrotask(() => {
            throw error;
          });
        }
      }
    }
  }

  /** Forgets all of them. */
  clear(): void {
    this.#listeners.clear();
  }
}
