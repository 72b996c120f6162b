import { checkClipPlace } from '../../clips/save-clip.js';
import { AppError } from '../../contract/errors.js';
import type { CliDeps } from '../cli-deps.js';
import { withLine } from '../line/line.js';
import { clipOf } from '../render/find-take.js';
import { nameOutput } from '../render/output-path.js';
import { jsonLines } from '../table.js';
import { fetchClip } from './fetch-clip.js';
import { followTask } from './follow-task.js';

/** How a task is waited for. */
export interface WaitForClip {
  readonly output?: string;
  readonly json?: true;
  readonly quiet?: true;
}

/**
 * Waits for a task, and saves its clip where that is asked for. The folder's owner works on it; when there is none, this process does.
 * @throws TaskError for a task that gives no clip; ClientError, AppError
 */
export async function waitForClip(id: string, { output, json, quiet }: WaitForClip, deps: CliDeps): Promise<void> {
  const { stdout, stderr, signal, unixMs, cwd, openLine } = deps;
  const place = output === undefined ? undefined : await checkClipPlace(nameOutput(id, output, cwd).path, []);
  const task = await withLine(openLine, { works: true }, async ({ client }) => {
    const done = await followTask(deps, client, id, { opening: quiet === true ? undefined : 'waiting…' });
    if (place === undefined) return done;
    const clip = clipOf(done, unixMs());
    if (clip === undefined) {
      throw new AppError('media_failed', `the clip of ${id} is not stored any more`, {
        todo: 'Make another take of it.',
      });
    }
    await fetchClip(client, clip.url, place, signal);
    return done;
  });
  if (json === true) stdout.write(jsonLines(task));
  if (quiet === true) return;
  if (place !== undefined) stderr.write(`${place.path} is the clip of ${id}\n`);
  else stderr.write(`${id} is done; firstframe tasks wait ${id} -o FILE saves its clip\n`);
}
