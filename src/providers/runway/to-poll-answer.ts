import { z } from 'zod';
import { looseWebUrl } from '../calling/loose-values.js';
import type { PollAnswer, ProviderOutput } from '../provider.js';
import type { RunwayTask } from './replies.js';
import { MICRO_USD_PER_CREDIT } from './runway-limits.js';
import { signedSource } from './signed-source.js';
import { toCancelledFailure, toTaskFailure } from './to-failure.js';

/** Asked more often, a task says nothing new (`@runwayml/sdk` 4.20.1, tasks.retrieve). */
const ASK_AGAIN_MS = 5_000;
/** URLs die after 24 to 48 hours; a new one can be asked for. */
const CLIP_LIVES_MS = 24 * 3_600_000;

const ENDINGS: Readonly<Record<string, string>> = {
  png: 'image',
  jpg: 'image',
  jpeg: 'image',
  webp: 'image',
  wav: 'audio',
};

/**
 * What a task's state means. An unknown one is `running`, and so is a success whose clip cannot be read: the vendor's last word, or the
 * deadline, ends it.
 */
export function toPollAnswer(task: RunwayTask, nowMs: number): PollAnswer {
  const running = (doing: string, share = 0): PollAnswer => ({
    ...{ kind: 'running', askAgainInMs: ASK_AGAIN_MS },
    progress: { share: Math.min(1, Math.max(0, share)), doing },
  });
  switch (task.status?.toUpperCase()) {
    case 'PENDING':
      return running('waiting at Runway');
    case 'THROTTLED':
      return running('waiting at Runway: as many clips are being made there as the account may have at a time');
    case 'SUCCEEDED': {
      const outputs = outputsOf(task, nowMs);
      if (outputs.length === 0) return running('rendered; Runway names no clip yet', 1);
      return { kind: 'succeeded', outputs, facts: factsOf(task) };
    }
    case 'FAILED':
      return { kind: 'failed', failure: toTaskFailure(task) };
    case 'CANCELLED':
    case 'CANCELED':
      return { kind: 'failed', failure: toCancelledFailure(task) };
    default:
      return running('rendering at Runway', task.progress);
  }
}

/** The URLs of a task's output, by their places in it; what is no URL is left out. */
export function outputUrlsOf({ output }: RunwayTask): ReadonlyMap<number, string> {
  const urls = new Map<number, string>();
  for (const [index, url] of (output ?? []).entries()) {
    const { data } = looseWebUrl.safeParse(url);
    if (data !== undefined) urls.set(index, data);
  }
  return urls;
}

/** What a create said that a task will cost at most. */
export function estimateOf({ estimatedCost }: Pick<RunwayTask, 'estimatedCost'>): Readonly<Record<string, number>> {
  const credits = estimatedCost?.credits;
  return credits === undefined ? {} : { estimatedCredits: credits, estimatedUsd: usdOf(credits) };
}

/** What Runway kept for a task, by the credits in its facts; `undefined` where it did not tell: an estimate is no bill. */
export function billedMicroUsd(facts: unknown): number | undefined {
  const read = z.looseObject({ credits: z.number().nonnegative() }).safeParse(facts);
  return read.success ? Math.round(read.data.credits * MICRO_USD_PER_CREDIT) : undefined;
}

function outputsOf(task: RunwayTask, nowMs: number): readonly ProviderOutput[] {
  return [...outputUrlsOf(task)].map(([index, url]) => ({
    type: ENDINGS[/\.(\w+)$/.exec(new URL(url).pathname)?.[1]?.toLowerCase() ?? ''] ?? 'video',
    source: signedSource({ url, taskId: task.id, index }),
    expiresAtMs: nowMs + CLIP_LIVES_MS,
  }));
}

function factsOf(task: RunwayTask): Readonly<Record<string, number>> {
  const credits = task.cost?.credits;
  return { ...estimateOf(task), ...(credits === undefined ? {} : { credits, usd: usdOf(credits) }) };
}

/** Whole micro-dollars, so that 7 credits are not 0.07000000000000001. */
function usdOf(credits: number): number {
  return Math.round(credits * MICRO_USD_PER_CREDIT) / 1e6;
}
