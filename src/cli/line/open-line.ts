import { createClient } from '../../client/client.js';
import { createFolderLine, type FolderLineDeps } from './folder-line.js';
import type { OpenLine } from './line.js';

/** A server elsewhere: FIRSTFRAME_URL and FIRSTFRAME_API_KEY. */
export interface ServerAddress {
  readonly url: string;
  readonly apiKey: string | undefined;
}

/** Opens lines: to the server where there is one, else to the data folder. */
export function createOpenLine(server: ServerAddress | undefined, folder: FolderLineDeps): OpenLine {
  return (asked) => {
    if (server === undefined) return createFolderLine(folder, asked);
    const { url, apiKey } = server;
    const client = createClient({ baseUrl: url, ...(apiKey === undefined ? {} : { apiKey }) });
    return { client, isRemote: true, close: () => Promise.resolve() };
  };
}
