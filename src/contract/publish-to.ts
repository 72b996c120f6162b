/** What a place for clips looks like; the server reads it further. */
export const PUBLISH_TO = /^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]\/[A-Za-z0-9._{][A-Za-z0-9._{}/-]*(\?[^#\s]*)?$/;

/** For who wrote it otherwise. */
export const PUBLISH_TO_FORM = 'is not s3://bucket/folder/{name}.mp4, with ?endpoint=…&region=… behind it where needed';
