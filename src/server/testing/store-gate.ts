import type { Store } from '../../store/store.js';

/** Holds creates up at the door of a store until it is opened. */
export interface StoreGate {
  around(store: Store): Store;
  /** Resolves when a create stands before the gate. */
  readonly isReached: Promise<void>;
  open(): void;
}

/** Makes a gate that is shut. */
export function createStoreGate(): StoreGate {
  let reach = (): void => undefined;
  let open = (): void => undefined;
  const isReached = new Promise<void>((resolve) => (reach = resolve));
  const isOpen = new Promise<void>((resolve) => (open = resolve));
  return {
    around: (store) => ({
      ...store,
      createTask: async (task) => {
        reach();
        await isOpen;
        return store.createTask(task);
      },
    }),
    isReached,
    open: () => open(),
  };
}
