import type { S3Config } from '../s3-config.js';

/** The URL of an object, or of the bucket where `key` is undefined. Keys are ours, without a + or anything else that needs encoding. */
export function objectUrl(
  { endpoint, bucket, style }: Pick<S3Config, 'endpoint' | 'bucket' | 'style'>,
  key: string | undefined,
  query: Readonly<Record<string, string>> = {},
): string {
  const url = new URL(endpoint);
  if (style === 'virtual') url.host = `${bucket}.${url.host}`;
  url.pathname = style === 'virtual' ? `/${key ?? ''}` : `/${bucket}${key === undefined ? '' : `/${key}`}`;
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return plusFree(url);
}

/** A URL whose query has no + for a blank: not every service reads it as one. */
export function plusFree(url: URL): string {
  return url.href.replace(/\+/g, '%20');
}
