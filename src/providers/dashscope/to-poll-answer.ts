import type { VendorReply } from '../calling/call-vendor.js';
import { type PollAnswer, ProviderError } from '../provider.js';
import { type DashscopeTask, taskSchema } from './replies.js';
import { toLostFailure, toTaskFailure } from './to-failure.js';

/** The pace that the vendor asks for (alibabacloud.com/help, Model Studio, image-to-video; read 2026-11-22). */
const ASK_AGAIN_MS = 15_000;
/** How long a clip can be fetched; asking again gives the same URL. */
const CLIP_LIVES_MS = 24 * 3_600_000;

/**
 * What a task's state means. An unknown one is `running`, and so is a success whose clip cannot be read: the vendor's last word, or the
 * deadline, ends it.
 * @throws ProviderError for an answer that tells of no task
 */
export function toPollAnswer(
  { json }: VendorReply,
  { baseUrl, nowMs }: { readonly baseUrl: string; readonly nowMs: number },
): PollAnswer {
  const parsed = taskSchema.safeParse(json);
  if (!parsed.success) {
    throw new ProviderError('dashscope', 'DashScope answered with something that tells of no task', {
      retryable: true,
    });
  }
  const task = parsed.data;
  const { output } = task;
  const running = (doing: string): PollAnswer => ({
    kind: 'running',
    askAgainInMs: ASK_AGAIN_MS,
    progress: { share: 0, doing },
  });
  switch (output.task_status?.toUpperCase()) {
    case 'PENDING':
      return running('waiting at DashScope');
    case 'SUCCEEDED': {
      const source = output.video_url;
      if (source === undefined) return running('rendered; DashScope names no clip yet');
      const clip = { type: 'video', source, expiresAtMs: expiryOf(source, nowMs) };
      return { kind: 'succeeded', outputs: [clip], facts: factsOf(task) };
    }
    case 'FAILED': {
      const { code, message } = output;
      return { kind: 'failed', failure: toTaskFailure(code === undefined ? undefined : { code, message }, baseUrl) };
    }
    case 'CANCELED':
    case 'CANCELLED': {
      const say = 'The task was cancelled at DashScope before it began; nothing is charged.';
      return { kind: 'failed', failure: { class: 'cancelled', charged: 'no', retry: 'free', say } };
    }
    case 'UNKNOWN':
      return { kind: 'failed', failure: toLostFailure(baseUrl), isLost: true };
    default:
      return running('rendering at DashScope');
  }
}

/** The URL says it itself, in seconds; the later hour of the two would be a clip that is gone. */
function expiryOf(source: string, nowMs: number): number {
  const told = new URL(source).searchParams.get('Expires');
  const atMs = told !== null && /^\d{9,11}$/.test(told) ? Number(told) * 1000 : Number.POSITIVE_INFINITY;
  return Math.min(atMs, nowMs + CLIP_LIVES_MS);
}

/** What was billed, and the prompt as it was rewritten. */
function factsOf({ request_id: requestId, output, usage }: DashscopeTask): Readonly<Record<string, unknown>> {
  return {
    ...(requestId === undefined ? {} : { requestId }),
    ...(output.actual_prompt === undefined ? {} : { actualPrompt: output.actual_prompt }),
    ...(usage?.duration === undefined ? {} : { billedSec: usage.duration }),
    ...(usage?.SR === undefined ? {} : { billedResolution: `${usage.SR}p` }),
    ...(usage?.fps === undefined ? {} : { fps: usage.fps }),
  };
}
