import { z } from 'zod';
import { microUsdOf, sayUsd } from '../../contract/money.js';
import type { Task } from '../../contract/task.js';
import { printable } from '../printable.js';
import { formatSize, nearestName, noteLines } from './closing-lines.js';
import { toField } from './said-as-typed.js';

/** A clip of a hosted model that lies where it was asked for. */
export interface HostedClip {
  readonly task: Task;
  /** What the server reports of it; servers differ in how much they say. */
  readonly report: unknown;
  readonly outputPath: string;
  readonly sizeBytes: number;
  readonly cwd: string;
}

const reportSchema = z.looseObject({
  provider: z.string().optional().catch(undefined),
  order: z.looseObject({ durationSec: z.number(), resolution: z.string() }).optional().catch(undefined),
  shown: z
    .looseObject({ durationSec: z.number(), widthPx: z.number(), heightPx: z.number(), fps: z.number().nullable() })
    .optional()
    .catch(undefined),
});

/** Vendors round to whole groups of frames: a clip may be so much longer or shorter than its order. */
const LENGTH_OFF_SEC = 0.5;

type Told = z.infer<typeof reportSchema>;

/** What a person is told when a paid clip is done: the clip, who made it and what that costs, and what is worth knowing about it. */
export function hostedLines({ task, report, outputPath, sizeBytes, cwd }: HostedClip): string {
  const told = reportSchema.catch({}).parse(report);
  const { provider } = told;
  const clip = [
    nearestName(outputPath, cwd),
    ...picturesTold(told),
    formatSize(sizeBytes),
    `in ${task.completed - task.created} s`,
  ];
  const maker = provider === undefined ? task.model : `${withoutRoute(task.model, provider)}, made by ${provider}`;
  const { adjustments = [], findings = [] } = task;
  const notes = noteLines({ adjustments: adjustments.map(asTyped), findings: findings.map(asTyped) });
  const lines = [clip.join(' · '), `${maker} · ${costTold(task)}`, ...notes];
  return lines.map((line) => `${printable(line)}\n`).join('');
}

/** What the clip shows, measured; what was ordered, where a server has not measured it. */
function picturesTold({ shown, order }: Told): readonly string[] {
  if (shown !== undefined) {
    const { durationSec, widthPx, heightPx, fps } = shown;
    const isAsOrdered = order === undefined || Math.abs(durationSec - order.durationSec) <= LENGTH_OFF_SEC;
    const length = `${durationSec.toFixed(1)} s${isAsOrdered ? '' : ` (ordered: ${order.durationSec} s)`}`;
    return [length, `${widthPx}×${heightPx}`, ...(fps === null ? [] : [`${Math.round(fps)} fps`])];
  }
  return order === undefined ? [] : [`${order.durationSec} s`, order.resolution];
}

/** `seedance-2-0@ark` is made by ark: once is enough. Another route, such as `seedance-2-0@pro`, is told. */
function withoutRoute(model: string, provider: string): string {
  return model.endsWith(`@${provider}`) ? model.slice(0, -provider.length - 1) : model;
}

/** What it cost, or what it may have cost where its vendor has not said. */
function costTold({ cost, estimate }: Task): string {
  if (cost !== undefined) return `cost ${sayUsd(microUsdOf(cost.usd))} (${cost.basis})`;
  if (estimate !== undefined) return `may cost up to ${sayUsd(microUsdOf(estimate.usd))} (${estimate.basis})`;
  return 'what it costs nobody has said';
}

function asTyped<Told extends { readonly field: string }>(told: Told): Told {
  return { ...told, field: toField(told.field) };
}
