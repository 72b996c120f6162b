/** The moment at which a node stops, and how. */

/**
 * - `statement`: at the `at`th statement from when it is armed. `when`: before it is sent, or, on Postgres, after it was sent and
 *   before its answer is read.
 * - `place`: at the `at`th time that a place of the provider's is passed.
 * @typedef {{ readonly kind: 'statement', readonly at: number, readonly when: 'before' | 'sent' } |
 *   { readonly kind: 'place', readonly place: string, readonly at: number }} Moment
 */

/** Places in the provider at which a node can stop, in the order of a task's life. */
export const PLACES = /** @type {const} */ ([
  'prepare',
  'submit',
  'submit: answered',
  'poll',
  'poll: answered',
  'open',
  'open: midway',
  'release',
]);

/**
 * Stops this process by a signal that it cannot catch, when its moment comes. Nothing runs in between.
 * @param {'SIGKILL' | 'SIGSTOP'} signal
 */
export function createFatalMoment(signal) {
  /** @type {Moment | undefined} */
  let moment;
  let count = 0;
  const stop = () => {
    moment = undefined;
    process.kill(process.pid, signal);
  };
  return {
    /** @param {Moment | undefined} next */
    arm: (next) => {
      moment = next;
      count = 0;
    },
    /** @param {string} name one of {@link PLACES} */
    passPlace: (name) => {
      if (moment?.kind !== 'place' || moment.place !== name) return;
      count += 1;
      if (count === moment.at) stop();
    },
    /** @param {() => void} [send] what sends it; absent: it is sent by whoever calls */
    passStatement: (send) => {
      const due = moment?.kind === 'statement' && ++count === moment.at ? moment : undefined;
      if (due?.when === 'before') stop();
      send?.();
      if (due?.when === 'sent') stop();
    },
  };
}

/** @typedef {ReturnType<typeof createFatalMoment>} FatalMoment */
