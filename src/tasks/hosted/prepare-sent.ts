import type { Adjustment } from '../../contract/adjustment.js';
import type { Finding } from '../../contract/finding.js';
import type { ModelOrder } from '../../contract/model-order.js';
import type { MediaPool } from '../../media/pool.js';
import { checkStill as judgeStill } from '../../models/check-still.js';
import type { ModelFacts, NamedStill } from '../../models/model-facts.js';
import { settleRaster } from '../../models/settle-raster.js';
import { framePair, type PairPlan } from '../../stills/frame-pair.js';
import { frameStill } from '../../stills/frame-still.js';
import { checkStill as openStill, type StillReport } from '../../stills/inspect-still.js';
import type { PrepareWork, StillFile, StillFiles } from '../task-model.js';
import type { TaskPlan } from '../task-plan.js';
import { InputRefused } from './input-refused.js';
import { asItCame, planWhole } from './whole-still.js';
import { writeSent } from './write-sent.js';

/** The order with its raster, and the stills as they are to be sent. */
export interface PreparedStills {
  readonly order: ModelOrder;
  readonly sent: NonNullable<TaskPlan['sent']>;
  readonly findings: readonly Finding[];
  readonly adjustments: readonly Adjustment[];
}

type Role = NamedStill['role'];

/**
 * Looks at the stills of an order, settles its raster by the first of them, and writes each as the model takes it: framed to the exact
 * pixels where it has a raster, as it came where it follows the still's own shape and can take it so.
 * @throws InputRefused `bad_input` with everything that is wrong with either still; AppError `aborted`, MediaError
 */
export async function prepareSent(
  facts: ModelFacts,
  asked: ModelOrder,
  files: StillFiles,
  work: PrepareWork,
): Promise<PreparedStills> {
  if (asked.frames === 'none') return { order: asked, sent: {}, findings: [], adjustments: [] };
  const stills = wanted(asked, files);
  const pool = await work.mediaPool();
  const reports = await inspectAll(facts, pool, stills, work.signal);
  const [first, last] = reports;
  if (first === undefined) throw new TypeError(`a task of ${facts.id} was accepted without a first still`);
  const order = settleRaster(facts, asked, first.facts.display);
  return order.raster === undefined
    ? sendWhole(facts, { order, pool, stills, reports, work })
    : sendFramed(facts, { order, pool, stills, first, last, work }, order.raster);
}

/** The stills that the order says there are, in their order. */
function wanted({ frames }: ModelOrder, { first, last }: StillFiles): readonly (readonly [Role, StillFile])[] {
  const stills: (readonly [Role, StillFile])[] = [];
  if (first !== undefined) stills.push(['first', first]);
  if (frames === 'first_last' && last !== undefined) stills.push(['last', last]);
  if (stills.length !== (frames === 'first_last' ? 2 : 1)) throw new TypeError(`an order of ${frames} lacks a still`);
  return stills;
}

/** Whether the model brings a still to a raster of its own, or is given it as it is. */
function isFramed({ rasterOf }: ModelFacts): boolean {
  return rasterOf !== undefined;
}

/** Opens every still before any is refused, so that its caller hears of all that is wrong at once. */
async function inspectAll(
  facts: ModelFacts,
  pool: MediaPool,
  stills: readonly (readonly [Role, StillFile])[],
  signal: AbortSignal,
): Promise<readonly StillReport[]> {
  const isFramedFirst = isFramed(facts);
  const reports: StillReport[] = [];
  const refusals: Finding[] = [];
  for (const [, { path, field }] of stills) {
    // One that is not decoded here to be framed is decoded to be sure: a vendor that cannot read it may bill all the same.
    const opened = await openStill(pool, path, { field, signal, decode: !isFramedFirst });
    if (!opened.usable) {
      refusals.push(opened.finding);
      continue;
    }
    reports.push(opened.report);
    // What is too much of a still sent whole is mended by writing it anew; too few pixels and its shape are not.
    const { display } = opened.report.facts;
    refusals.push(...judgeStill(facts, display, { field, isFramedFirst }).filter(({ code }) => code !== 'too_large'));
  }
  if (refusals.length > 0) {
    throw new InputRefused('bad_input', refusals, new Map(stills.map(([, { field, name }]) => [field, name])));
  }
  return reports;
}

interface Sending {
  readonly order: ModelOrder;
  readonly pool: MediaPool;
  readonly stills: readonly (readonly [Role, StillFile])[];
  readonly work: PrepareWork;
}

async function sendFramed(
  facts: ModelFacts,
  {
    order,
    pool,
    stills,
    first,
    last,
    work,
  }: Sending & { readonly first: StillReport; readonly last: StillReport | undefined },
  raster: NonNullable<ModelOrder['raster']>,
): Promise<PreparedStills> {
  const options = { raster, signal: work.signal };
  const plans: Partial<PairPlan> =
    last === undefined
      ? { first: await frameStill(pool, first, options) }
      : await framePair(pool, first, last, options);
  const sent: Partial<Record<Role, NonNullable<TaskPlan['sent']>['first']>> = {};
  const findings: Finding[] = [];
  const adjustments: Adjustment[] = [];
  for (const [role, file] of stills) {
    const plan = plans[role];
    if (plan === undefined) throw new TypeError(`the ${role} still was not framed`);
    const { format } = (role === 'first' ? first : last)?.facts ?? first.facts;
    const written = await writeSent(facts, { pool, role, file, format, plan, work });
    sent[role] = written.sent;
    findings.push(...plan.findings.map(withoutFit));
    adjustments.push(...plan.adjustments, ...written.adjustments);
  }
  return { order, sent: sent as PreparedStills['sent'], findings, adjustments };
}

/** A hosted model has no other fit to choose, so none is to be named. */
function withoutFit(finding: Finding): Finding {
  if (finding.code !== 'ratios_differ') return finding;
  return { ...finding, repair: 'Crop both alike before, for the truest way between them.' };
}

async function sendWhole(
  facts: ModelFacts,
  { order, pool, stills, reports, work }: Sending & { readonly reports: readonly StillReport[] },
): Promise<PreparedStills> {
  const sent: Partial<Record<Role, NonNullable<TaskPlan['sent']>['first']>> = {};
  const adjustments: Adjustment[] = [];
  for (const [at, [role, file]] of stills.entries()) {
    const report = reports[at];
    if (report === undefined) throw new TypeError(`the ${role} still was not looked at`);
    const same = asItCame(facts, report);
    if (same.kind === 'same') {
      const { mediaType, sizeBytes, extension } = same;
      sent[role] = { blobKey: file.blobKey, mediaType, sizeBytes, name: `${role}.${extension}` };
      continue;
    }
    const plan = planWhole(facts, report);
    const { format } = report.facts;
    const written = await writeSent(facts, { pool, role, file, format, plan, work });
    sent[role] = written.sent;
    adjustments.push(...plan.adjustments, ...same.adjustments, ...written.adjustments);
  }
  return { order, sent: sent as PreparedStills['sent'], findings: [], adjustments };
}
