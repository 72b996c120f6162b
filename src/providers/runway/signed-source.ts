/** A clip's URL, and of which task it is, so that another can be asked for when this one has died. */
export interface SignedSource {
  readonly url: string;
  readonly taskId: string;
  /** Its place in the task's output. */
  readonly index: number;
}

const MARK = /^runway=([^&]+)&index=(\d{1,3})$/;

/** Writes both into one: the task goes into the fragment, which no server is ever sent. */
export function signedSource({ url, taskId, index }: SignedSource): string {
  const marked = new URL(url);
  marked.hash = `runway=${encodeURIComponent(taskId)}&index=${index}`;
  return marked.href;
}

/** Reads what {@link signedSource} wrote; undefined for anything else. */
export function readSignedSource(source: string): SignedSource | undefined {
  if (!URL.canParse(source)) return undefined;
  const url = new URL(source);
  const [, taskId, index] = MARK.exec(url.hash.slice(1)) ?? [];
  if (taskId === undefined || index === undefined) return undefined;
  url.hash = '';
  return { url: url.href, taskId: decodeURIComponent(taskId), index: Number(index) };
}
