import { z } from 'zod';
import { type Endpoint, endpoint } from '../endpoint.js';
import { describeApi } from '../open-api.js';
import { plainJson } from '../replies/reply.js';
import { createAccountEndpoint } from './accounts/create-account.js';
import { listAccountsEndpoint } from './accounts/list-accounts.js';
import { readAccountEndpoint } from './accounts/read-account.js';
import { setAccountEndpoint } from './accounts/set-account.js';
import { deleteAssetEndpoint } from './assets/delete-asset.js';
import { readAssetEndpoint } from './assets/read-asset.js';
import { uploadAssetEndpoint } from './assets/upload-asset.js';
import { listCallbacksEndpoint } from './callbacks/list-callbacks.js';
import { pullCallbacksEndpoint } from './callbacks/pull-callbacks.js';
import { readCallbackEndpoint } from './callbacks/read-callback.js';
import { removeSecretEndpoint } from './callbacks/remove-secret.js';
import { replayCallbackEndpoint } from './callbacks/replay-callback.js';
import { rotateSecretEndpoint } from './callbacks/rotate-secret.js';
import { hearCallbackEndpoint } from './hooks/hear-callback.js';
import { createKeyEndpoint } from './keys/create-key.js';
import { listKeysEndpoint } from './keys/list-keys.js';
import { revokeKeyEndpoint } from './keys/revoke-key.js';
import { readCapsEndpoint } from './money/read-caps.js';
import { readCostsEndpoint } from './money/read-costs.js';
import { setCapsEndpoint } from './money/set-caps.js';
import { endPauseEndpoint } from './operations/end-pause.js';
import { listAuditEndpoint } from './operations/list-audit.js';
import { listPausesEndpoint } from './operations/list-pauses.js';
import { setPauseEndpoint } from './operations/set-pause.js';
import { writeBackupEndpoint } from './owner/write-backup.js';
import { adoptEndpoint } from './rescue/adopt.js';
import { proveEndpoint } from './rescue/prove.js';
import { reconcileEndpoint } from './rescue/reconcile.js';
import { healthEndpoint } from './service/health.js';
import { listModelsEndpoint } from './service/list-models.js';
import { listPricesEndpoint } from './service/list-prices.js';
import { readFileEndpoint } from './service/read-file.js';
import { readMetricsEndpoint } from './service/read-metrics.js';
import { readinessEndpoint } from './service/readiness.js';
import { readStillEndpoint } from './service/read-still.js';
import { deleteStoragesEndpoint } from './storages/delete-storages.js';
import { listStoragesEndpoint } from './storages/list-storages.js';
import { promoteStoragesEndpoint } from './storages/promote-storages.js';
import { cancelTaskEndpoint } from './tasks/cancel-task.js';
import { createTaskEndpoint } from './tasks/create-task.js';
import { forgetStillsEndpoint } from './tasks/forget-stills.js';
import { listTasksEndpoint } from './tasks/list-tasks.js';
import { readReportEndpoint } from './tasks/read-report.js';
import { readTaskEndpoint } from './tasks/read-task.js';
import { resolveTaskEndpoint } from './tasks/resolve-task.js';
import { streamEventsEndpoint } from './tasks/stream-events.js';

/** Every endpoint, and the description of them all. A path with a word is before one with a name in that place. */
export function allEndpoints(): readonly Endpoint[] {
  const endpoints = [
    createTaskEndpoint,
    readTaskEndpoint,
    listTasksEndpoint,
    cancelTaskEndpoint,
    resolveTaskEndpoint,
    streamEventsEndpoint,
    readReportEndpoint,
    forgetStillsEndpoint,
    uploadAssetEndpoint,
    readAssetEndpoint,
    deleteAssetEndpoint,
    listStoragesEndpoint,
    promoteStoragesEndpoint,
    deleteStoragesEndpoint,
    listModelsEndpoint,
    listPricesEndpoint,
    listCallbacksEndpoint,
    pullCallbacksEndpoint,
    readCallbackEndpoint,
    replayCallbackEndpoint,
    rotateSecretEndpoint,
    removeSecretEndpoint,
    createAccountEndpoint,
    listAccountsEndpoint,
    readAccountEndpoint,
    setAccountEndpoint,
    createKeyEndpoint,
    listKeysEndpoint,
    revokeKeyEndpoint,
    readCostsEndpoint,
    readCapsEndpoint,
    setCapsEndpoint,
    adoptEndpoint,
    reconcileEndpoint,
    proveEndpoint,
    listPausesEndpoint,
    setPauseEndpoint,
    endPauseEndpoint,
    listAuditEndpoint,
    readFileEndpoint,
    readStillEndpoint,
    hearCallbackEndpoint,
    healthEndpoint,
    readinessEndpoint,
    readMetricsEndpoint,
    writeBackupEndpoint,
  ];
  let described: ReturnType<typeof describeApi> | undefined;
  const openApi: Endpoint = endpoint({
    method: 'GET',
    path: '/openapi.json',
    scope: 'open',
    summary: 'This description',
    reply: z.record(z.string(), z.unknown()),
    handle: ({ room }) => plainJson((described ??= describeApi([...endpoints, openApi], room.version))),
  });
  return [...endpoints, openApi];
}
