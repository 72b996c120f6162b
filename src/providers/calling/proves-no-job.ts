/** Statuses of a create that prove that nothing was made, whatever the body says. */
const PROVING: readonly number[] = [401, 403, 404, 413, 429];

/** Whether a create's status alone proves that there is no job. No other does: behind a 5xx, or a page with 400, there may be one. */
export function provesNoJob(status: number): boolean {
  return PROVING.includes(status);
}
