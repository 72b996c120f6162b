import type { VendorReply } from '../calling/call-vendor.js';
import type { FoundJob, OtherOrders } from '../provider.js';
import { type AskDashscope, dashscopePages } from './list-dashscope-tasks.js';
import { taskSchema } from './replies.js';

/** What is looked for. */
export interface Sought {
  readonly model: string;
  readonly prompt: string;
  readonly sentAtMs: number;
  readonly nowMs: number;
  /** Tasks that are known to be others'. Absent: none is. */
  readonly others?: OtherOrders;
}

/** A create is given up after three minutes, so what it made was made until then. */
const MADE_AFTER_MS = 200_000;
/** A clock that is a little off. */
const MADE_BEFORE_MS = 60_000;
/** Nothing may have been made this near for `absent`: it lets an order be sent once more. */
const ABSENT_WITHIN_MS = 600_000;
const ABSENT_FROM_MS = 300_000;
/** The vendor keeps what has ended for 24 h. */
const ABSENT_UNTIL_MS = 20 * 3_600_000;
/** A clock further off than this proves nothing about when. */
const SKEW_MAX_MS = 300_000;

const PAGES_MAX = 20;
/** Asked about one by one. */
const CANDIDATES_MAX = 10;

interface Listed {
  readonly id: string;
  /** undefined: it was not told, and may be any time. */
  readonly madeAtMs: number | undefined;
}

/**
 * Looks for an order among the account's tasks of its model, by the time it was sent and by its prompt: the vendor keeps no mark of ours.
 * Another task of the same moment with the same prompt cannot be told apart, and then it is `unsure`; a task that is found may still be
 * another attempt's, which only who keeps the attempts can know.
 *
 * @throws ProviderError when the list could not be read
 */
export async function findDashscopeTask(ask: AskDashscope, sought: Sought): Promise<FoundJob | undefined> {
  const list = await readList(ask, sought);
  if (list === undefined) return undefined;
  const { isComplete, skewMs } = list;
  let { tasks } = list;
  // By our clock, and by the vendor's as it goes now.
  const sentAt = [sought.sentAtMs, sought.sentAtMs + (skewMs ?? 0)];
  const within = (beforeMs: number, afterMs: number): readonly string[] =>
    tasks
      .filter(
        ({ madeAtMs: at }) => at === undefined || sentAt.some((sent) => at >= sent - beforeMs && at <= sent + afterMs),
      )
      .sort((a, b) => distance(a, sought) - distance(b, sought))
      .map(({ id }) => id);
  tasks = await withoutOthers(tasks, within(ABSENT_WITHIN_MS, ABSENT_WITHIN_MS), sought.others);
  const around = within(ABSENT_WITHIN_MS, ABSENT_WITHIN_MS);
  if (around.length === 0) {
    const ageMs = sought.nowMs - sought.sentAtMs;
    const isTold = skewMs !== undefined && Math.abs(skewMs) <= SKEW_MAX_MS;
    const isProof = isComplete && isTold && ageMs >= ABSENT_FROM_MS && ageMs <= ABSENT_UNTIL_MS;
    if (!isProof) return { kind: 'unsure' };
    // Of hours before or after it may be ours all the same: our clock may have been wrong when it was sent.
    const elsewhen = await withoutOthers(
      tasks,
      tasks.map(({ id }) => id),
      sought.others,
    );
    const candidates = elsewhen.map(({ id }) => id).slice(0, CANDIDATES_MAX);
    if (elsewhen.length > CANDIDATES_MAX) return { kind: 'unsure', candidates };
    for (const id of candidates) {
      if ((await isOfPrompt(ask, id, sought.prompt)) !== false) return { kind: 'unsure', candidates };
    }
    return { kind: 'absent' };
  }
  const unsure: FoundJob = { kind: 'unsure', candidates: around.slice(0, CANDIDATES_MAX) };
  const near = within(MADE_BEFORE_MS, MADE_AFTER_MS);
  if (!isComplete || near.length === 0 || near.length > CANDIDATES_MAX) return unsure;
  const said: (boolean | undefined)[] = [];
  for (const id of near) said.push(await isOfPrompt(ask, id, sought.prompt));
  const [only] = near;
  // Ours may not be listed yet, and what is may be anybody's: it says its prompt, or the list has had the time to show ours.
  const isSettled = sought.nowMs - sought.sentAtMs >= ABSENT_FROM_MS;
  if (only !== undefined && near.length === 1) {
    return said[0] === true || (said[0] === undefined && isSettled) ? { kind: 'found', handle: only } : unsure;
  }
  const matching = near.filter((_, index) => said[index] === true);
  const [match] = matching;
  const isOnlyOne = matching.length === 1 && !said.includes(undefined);
  return match !== undefined && isOnlyOne ? { kind: 'found', handle: match } : unsure;
}

/** The tasks less those of `around` that are another attempt's: a busy account has many of the same moment. */
async function withoutOthers(
  tasks: readonly Listed[],
  around: readonly string[],
  others: OtherOrders | undefined,
): Promise<readonly Listed[]> {
  if (others === undefined) return tasks;
  const known = new Set<string>();
  for (const id of around) if (await others.has(id)) known.add(id);
  return tasks.filter(({ id }) => !known.has(id));
}

/** The nearest are named first: only so many are. */
function distance({ madeAtMs }: Listed, { sentAtMs }: Sought): number {
  return madeAtMs === undefined ? 0 : Math.abs(madeAtMs - sentAtMs);
}

async function readList(
  ask: AskDashscope,
  sought: Sought,
): Promise<{ tasks: readonly Listed[]; isComplete: boolean; skewMs: number | undefined } | undefined> {
  const tasks: Listed[] = [];
  let skewMs: number | undefined;
  let pages = 0;
  for await (const { reply, page } of dashscopePages(ask, spanOf(sought))) {
    if (page === undefined) return undefined;
    pages += 1;
    if (pages === 1) skewMs = skewOf(reply, sought);
    for (const { task_id: id, gmt_create: madeAtMs, model_name: model } of page.tasks) {
      if (model === undefined || model.startsWith(sought.model)) tasks.push({ id, madeAtMs });
    }
    if (page.isLast) return { tasks, isComplete: true, skewMs };
    if (page.tasks.length === 0) return { tasks, isComplete: false, skewMs };
    if (pages === PAGES_MAX) break;
  }
  return { tasks, isComplete: false, skewMs };
}

/** How far the vendor's clock is ahead, where it told its time. */
function skewOf({ headers }: VendorReply, { nowMs }: Sought): number | undefined {
  const skewMs = Date.parse(headers.get('date') ?? '') - nowMs;
  return Number.isNaN(skewMs) ? undefined : skewMs;
}

/**
 * The times are of a zone that the vendor does not name. Read in any zone from New York to Beijing, these cover ten minutes before and
 * after; the exact time is each task's own, in milliseconds. (A span may be 24 h.)
 */
function spanOf({ model, sentAtMs }: Sought): Readonly<Record<string, string>> {
  return {
    start_time: digits(sentAtMs - 5 * 3_600_000 - ABSENT_WITHIN_MS - SKEW_MAX_MS),
    end_time: digits(sentAtMs + 8 * 3_600_000 + ABSENT_WITHIN_MS + SKEW_MAX_MS),
    model_name: model,
  };
}

/** `20261122183148` */
function digits(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\D/g, '').slice(0, 14);
}

/** Whether a task is of a prompt; undefined: it does not say. */
async function isOfPrompt(ask: AskDashscope, id: string, prompt: string): Promise<boolean | undefined> {
  const { status, json } = await ask(`/tasks/${encodeURIComponent(id)}`);
  const parsed = taskSchema.safeParse(json);
  const told = status === 200 && parsed.success ? parsed.data.output.orig_prompt : undefined;
  return told === undefined ? undefined : oneLine(told) === oneLine(prompt);
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
