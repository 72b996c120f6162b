import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ListedModel } from '../../client/task-reply.js';
import { AppError } from '../../contract/errors.js';
import type { CliDeps } from '../cli-deps.js';
import type { ExitCode } from '../failure.js';
import { withLine } from '../line/line.js';
import { jsonLines } from '../table.js';
import { createTestStill } from './test-still.js';

/** What `doctor --live` is asked. */
export interface LiveOptions {
  readonly route?: string;
  readonly maxUsd?: number;
  readonly model?: string;
  readonly save?: string;
}

const PROMPT = 'Slow push in';

/**
 * Orders one real clip, the cheapest of a route, through the line that every task takes; prints our call against what came back, and saves
 * both without stills and keys. @throws AppError `bad_usage` unless it is said what it may cost
 */
export async function tryLive({ route, maxUsd, model: asked, save }: LiveOptions, deps: CliDeps): Promise<ExitCode> {
  if (route === undefined || maxUsd === undefined) {
    const todo = 'Such as firstframe doctor --live --route ark --max-usd 0.50; --model chooses which.';
    throw new AppError('bad_usage', '--live orders a real clip: it needs --route, and --max-usd', {
      field: '--max-usd',
      todo,
    });
  }
  const { openLine, stdout, stderr, signal, cwd } = deps;
  return withLine(openLine, { works: true }, async ({ client }) => {
    const model = choose(await client.models({ signal }), route, asked);
    const { id: still } = await client.upload(createTestStill(1280, 720), {
      name: 'test.png',
      type: 'image/png',
      signal,
    });
    const input = {
      ...{ prompt: PROMPT, first_frame_url: still, aspect_ratio: '16:9' },
      ...{ duration: model.durationSec?.min ?? 5, resolution: model.resolutions?.[0] ?? '720p' },
    };
    const { taskId } = await client.create({ model: model.id, route, input, budget_usd: maxUsd });
    stderr.write(`${taskId}: ${model.id} at ${route}, for at most $${maxUsd}\n`);
    const task = await client.wait(taskId, { signal });
    if (task.status !== 'success') {
      stderr.write(`it failed: ${task.failure?.say ?? task.error?.message ?? 'without a reason'}\n`);
      return 1;
    }
    const proof = await client.rescue.prove(taskId, { signal });
    // First of all: it was paid for, and the file may not be to be had.
    stdout.write(jsonLines(proof));
    const file = path.resolve(cwd, save ?? `firstframe-live-${route}-${taskId.slice(-6)}.json`);
    await writeFile(file, jsonLines(proof), { flag: 'wx' }).catch((error: unknown) => {
      throw new AppError('bad_output', `the fixture ${file} cannot be written`, {
        todo: 'Name another: --save FILE.',
        cause: error,
      });
    });
    const where =
      proof.proven === 'live' ? 'at its vendor' : 'at a private address, which proves nothing of the vendor';
    stderr.write(`${proof.proven}: rendered ${where}; saved as ${file}\n`);
    return 0;
  });
}

/** The model that was asked for, or the cheapest that the route runs here. */
function choose(models: readonly ListedModel[], route: string, asked: string | undefined): ListedModel {
  const costOf = (model: ListedModel): number => {
    const prices = model.routes?.find((one) => one.route === route)?.prices ?? [];
    return Math.min(Infinity, ...prices.map(({ usdPerSec }) => usdPerSec)) * (model.durationSec?.min ?? 5);
  };
  const runs = models.filter(
    (model) =>
      model.withdrawn === undefined &&
      model.firstFrame !== 'none' &&
      model.routes?.some((one) => one.route === route && one.configured !== false) === true,
  );
  const fitting =
    asked === undefined ? runs : runs.filter((one) => one.id === asked || one.aliases?.includes(asked) === true);
  const [cheapest] = [...fitting].sort((a, b) => (costOf(a) < costOf(b) ? -1 : 1));
  if (cheapest !== undefined) return cheapest;
  const todo = 'firstframe models lists who runs what, and which key is missing.';
  throw new AppError('bad_usage', `the route ${route} runs no ${asked ?? 'model from a still'} here`, {
    field: '--route',
    todo,
  });
}
