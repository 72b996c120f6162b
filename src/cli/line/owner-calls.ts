import { createSender, type SenderOptions } from '../../client/send.js';
import { type Backup, backupSchema } from '../../contract/backup.js';

/** What the API does for whoever has the data folder, and for nobody over a network. */
export interface OwnerCalls {
  /** Writes a copy of the data folder to a new folder, by its whole path. @throws ClientError */
  backUp(folder: string, options?: { readonly signal?: AbortSignal }): Promise<Backup>;
}

/** Makes the calls; they are sent once each. */
export function createOwnerCalls(fetch: SenderOptions['fetch']): OwnerCalls {
  const sender = createSender({
    ...{ baseUrl: 'http://localhost', apiKey: undefined, fetch, retries: 0, nowMs: Date.now, random: Math.random },
    pause: () => Promise.resolve(),
  });
  return {
    backUp(folder, { signal } = {}) {
      const headers = { 'content-type': 'application/json' };
      const body = (): string => JSON.stringify({ folder });
      // Without a limit: it takes as long as there is to copy.
      const call = { method: 'POST', path: '/owner/backup', headers, body, timeoutMs: undefined, signal } as const;
      return sender.ask(call, backupSchema);
    },
  };
}
