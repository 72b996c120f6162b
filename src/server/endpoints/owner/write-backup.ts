import { z } from 'zod';
import { backupSchema } from '../../../contract/backup.js';
import { AppError } from '../../../contract/errors.js';
import { endpoint } from '../../endpoint.js';
import { refuse } from '../../replies/refusal.js';
import { answer } from '../../replies/reply.js';

const backupAskedSchema = z.strictObject({ folder: z.string().min(1) });

/**
 * `POST /owner/backup`. It takes a path of this machine, as nothing else here does, so it is for whoever has the data folder's socket or
 * runs in this process: over a network there is no such endpoint, whatever key asks.
 */
export const writeBackupEndpoint = endpoint({
  method: 'POST',
  path: '/owner/backup',
  scope: 'owner',
  summary: 'Writes a copy of the data folder',
  body: backupAskedSchema,
  reply: backupSchema,
  hidden: true,
  handle: async ({ room, body, request }) => {
    if (room.backups === undefined) return refuse(404, 'this server has no data folder to copy');
    try {
      return answer(await room.backups.write(body.folder, request.signal));
    } catch (error) {
      if (!(error instanceof AppError && error.code === 'aborted')) throw error;
      return refuse(503, 'the backup was stopped, and nothing is left of it');
    }
  },
});
