/**
 * The path of a request as the endpoints know it. Clients are given a base URL with `/v1` or without and put `/v1/tasks` or `/tasks`
 * behind it, so all four ways mean the same; a slash at the end means nothing.
 */
export function apiPathOf(url: string): string {
  const start = url.indexOf('/', url.indexOf('://') + 3);
  if (start === -1) return '/';
  const end = url.slice(start).search(/[?#]/);
  let path = end === -1 ? url.slice(start) : url.slice(start, start + end);
  if (path.length > 1 && path.endsWith('/')) path = path.replace(/\/+$/, '');
  while (path.startsWith('/v1/v1/')) path = path.slice(3);
  return /^\/(?:tasks|storages|assets|models)(?:\/|$)/.test(path) ? `/v1${path}` : path;
}
