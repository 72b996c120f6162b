import type { S3Config } from '../s3-config.js';

/** The URL of an object, or of the bucket where `key` is undefined. Keys are ours and need no encoding. */
export function objectUrl(
  { endpoint, bucket, style }: Pick<S3Config, 'endpoint' | 'bucket' | 'style'>,
  key: string | undefined,
  query: Readonly<Record<string, string>> = {},
): string {
  const url = new URL(endpoint);
  if (style === 'virtual') url.host = `${bucket}.${url.host}`;
  url.pathname = style === 'virtual' ? `/${key ?? ''}` : `/${bucket}${key === undefined ? '' : `/${key}`}`;
  for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
  return url.href;
}
