import { z } from 'zod';
import type { Client } from '../../client/client.js';
import { AppError } from '../../contract/errors.js';
import type { RenderReport } from '../../tasks/local/render-report.js';

const number = z.number();
/** What the closing lines tell of; all else is passed on as it came. */
const reportSchema = z.looseObject({
  ...{ model: z.string(), costUsd: number, widthPx: number, heightPx: number, fps: number },
  ...{ durationSec: number, sizeBytes: number, elapsedMs: number },
  marks: z.looseObject({ frameCount: number, wholeStillAt: number, showsWholeStill: z.boolean() }),
  fidelity: z.looseObject({ still: z.looseObject({ psnrDb: number }) }),
  adjustments: z.array(z.looseObject({ code: z.string(), field: z.string(), asked: z.string(), reason: z.string() })),
  findings: z.array(z.looseObject({ code: z.string(), field: z.string(), measured: z.string(), repair: z.string() })),
});

/**
 * The report of a finished task, with the place where its clip goes.
 * @throws ClientError; AppError for a report that this version cannot read
 */
export async function readReport(client: Client, taskId: string, outputPath: string): Promise<RenderReport> {
  const said = await client.report(taskId);
  const read = reportSchema.safeParse(said);
  if (read.success) return { outputPath, ...said } as unknown as RenderReport;
  throw new AppError('media_failed', `the report of ${taskId} cannot be read: ${z.prettifyError(read.error)}`, {
    todo: `Get the clip without it: firstframe tasks wait ${taskId} -o FILE.`,
  });
}
