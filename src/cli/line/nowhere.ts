/** What URLs of ours begin with where a command works on the data folder and no server runs: nobody answers there. */
export const NOWHERE = 'http://localhost';

/** Whether a URL was signed where no server runs. */
export function leadsNowhere(url: string): boolean {
  return url.startsWith(`${NOWHERE}/`);
}
