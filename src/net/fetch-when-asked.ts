import type { GuardedFetch } from './guarded-fetch.js';

/** A guarded fetch that is loaded with the first URL from outside: to a render of one's own still it would be time lost at the start. */
export function fetchWhenAsked(): GuardedFetch {
  let made: Promise<GuardedFetch> | undefined;
  return async (...asked) => {
    made ??= import('./guarded-fetch.js').then(({ createGuardedFetch }) => createGuardedFetch());
    return await (
      await made
    )(...asked);
  };
}
