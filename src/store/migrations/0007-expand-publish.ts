/** What publishing needs: where a task's clip goes beside our store, and where it lies for good. */
export const PUBLISH_SCHEMA: readonly string[] = [
  `ALTER TABLE tasks ADD COLUMN publish_to TEXT`,
  `ALTER TABLE outputs ADD COLUMN published_url TEXT`,
];
