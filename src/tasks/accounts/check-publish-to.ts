import { AppError } from '../../contract/errors.js';
import { findAccountsNaming } from '../../store/operations/accounts.js';
import type { Operation } from '../../store/statement.js';
import { folderTold, overlap, type PublishTarget, readTarget } from '../publishing/publish-target.js';
import { readSettings } from './account-settings.js';

/** Whatever it is: a bucket is the same one everywhere. */
const ANY_REGION = 'us-east-1';
const FIELD = 'publishTo';

/**
 * Refuses a place for clips that another account writes to as well, or that lies in theirs, or has theirs in it: all are written under the
 * server's one key, so nothing else keeps them apart. After the settings are written: of two that are set at once, the second sees the first.
 * @throws AppError `bad_usage`, which takes back what was written
 */
export function* checkPublishTo(accountId: string, publishTo: string): Operation<void> {
  const target = readTarget(publishTo, { field: FIELD, region: ANY_REGION });
  for (const { id, settings } of yield* findAccountsNaming(`"publishTo":"s3://${target.bucket}/`, accountId)) {
    const other = readable(readSettings(settings).publishTo);
    if (other === undefined || !overlap(target, other)) continue;
    const message = `publishTo opens what the account ${id} writes to: ${folderTold(other)}`;
    throw new AppError('bad_usage', message, { field: FIELD, todo: 'Give each account a folder of its own.' });
  }
}

/** What cannot be read is never written to. */
function readable(publishTo: string | undefined): PublishTarget | undefined {
  try {
    return publishTo === undefined ? undefined : readTarget(publishTo, { field: FIELD, region: ANY_REGION });
  } catch (error) {
    if (error instanceof AppError) return undefined;
    throw error;
  }
}
