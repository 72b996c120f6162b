import { promises as dns } from 'node:dns';

/** Finds every address of a name; rejects when there is none. `signal` ends the wait, not always the question. */
export type ResolveHost = (hostname: string, signal: AbortSignal) => Promise<readonly string[]>;

const LOOKUPS_AT_ONCE_MAX = 2;
const TRY_MS = 2_500;
const TRIES = 3;

/**
 * Asks the machine's resolver, as every other program on it does: hosts file, search domains and all.
 *
 * It holds one of the four threads that files are also read and synced on, until the name server answers or 10 to 30 s
 * are over. Hence at most two at once in a process, and {@link createDnsResolver} for names from outside.
 */
export const resolveBySystem: ResolveHost = async (hostname, signal) => {
  const done = await systemTurn(signal);
  try {
    const answers = await dns.lookup(hostname, { all: true, order: 'verbatim' });
    return answers.map(({ address }) => address);
  } finally {
    done();
  }
};

/**
 * Asks the name servers without holding a thread, so that names whose servers never answer, which anybody may send,
 * delay nobody else. What they do not know (hosts file, search domains) is then asked of the system.
 */
export function createDnsResolver(fallback: ResolveHost = resolveBySystem): ResolveHost {
  return async (hostname, signal) => {
    signal.throwIfAborted();
    const resolver = new dns.Resolver({ timeout: TRY_MS, tries: TRIES });
    const cancel = (): void => resolver.cancel();
    signal.addEventListener('abort', cancel, { once: true });
    const asked = await Promise.allSettled([resolver.resolve4(hostname), resolver.resolve6(hostname)]);
    signal.removeEventListener('abort', cancel);
    const found = asked.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
    if (found.length > 0) return found;
    const errors = asked.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason as unknown] : []));
    const silent = errors.find((error) => !isAnswered(error));
    if (silent !== undefined) throw silent instanceof Error ? silent : new Error('no answer', { cause: silent });
    return await fallback(hostname, signal);
  };
}

/** The name servers said that there is no such name, or there are no name servers. */
function isAnswered(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === dns.NOTFOUND || code === dns.NODATA || code === dns.CONNREFUSED || code === dns.BADNAME;
}

let lookupsRunning = 0;
const waiting: (() => void)[] = [];

async function systemTurn(signal: AbortSignal): Promise<() => void> {
  signal.throwIfAborted();
  if (lookupsRunning >= LOOKUPS_AT_ONCE_MAX) {
    await new Promise<void>((resolve, reject) => {
      const leave = (): void => {
        waiting.splice(waiting.indexOf(enter), 1);
        reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
      };
      const enter = (): void => {
        signal.removeEventListener('abort', leave);
        resolve();
      };
      signal.addEventListener('abort', leave, { once: true });
      waiting.push(enter);
    });
  } else {
    lookupsRunning += 1;
  }
  // The turn is handed on, not given back, when somebody waits for it.
  return () => {
    const next = waiting.shift();
    if (next === undefined) lookupsRunning -= 1;
    else next();
  };
}
