/** A task's id on the wire: HiAPI's prefix and a ULID, 35 characters (docs.hiapi.ai, create task). */
export const TASK_ID = /^tk-hiapi-[0-9A-HJKMNP-TV-Z]{26}$/;

/** Makes task ids out of ULIDs: those of one process sort by the order in which they were made. */
export function taskIdOf(ulid: string): string {
  return `tk-hiapi-${ulid}`;
}
