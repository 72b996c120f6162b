import type { Store } from '../store/store.js';

/** Shares the store's hints among those who wait for one topic each, so that a hint wakes them and nobody else. */
export interface TopicHub {
  /** Calls `listener` at each hint for `topic`. Answers with what ends it. */
  watch(topic: string, listener: () => void): () => void;
  close(): void;
}

/** Listens to a store once for all. */
export function createTopicHub(store: Pick<Store, 'onWake'>): TopicHub {
  const listeners = new Map<string, Set<() => void>>();
  const stop = store.onWake((topic) => {
    for (const listener of listeners.get(topic) ?? []) listener();
  });
  return {
    watch(topic, listener) {
      const watching = listeners.get(topic) ?? new Set();
      listeners.set(topic, watching.add(listener));
      return () => {
        watching.delete(listener);
        if (watching.size === 0) listeners.delete(topic);
      };
    },
    close() {
      stop();
      listeners.clear();
    },
  };
}
