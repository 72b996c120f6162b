import type { Proof } from '../../contract/proof.js';
import { findModelFacts } from '../../models/catalogue.js';
import type { RenderOrder } from '../../providers/provider.js';
import type { AttemptRecord } from '../../store/operations/attempts.js';
import { writeAudit } from '../../store/operations/audit.js';
import { readOutputs } from '../../store/operations/outputs.js';
import { noteProven } from '../../store/operations/proven-routes.js';
import { readTask } from '../../store/operations/read-tasks.js';
import type { TaskRecord } from '../../store/operations/task-record.js';
import type { Operation } from '../../store/statement.js';
import { inAccount } from '../accounts/in-account.js';
import { providerOf } from '../provider-of.js';
import { orderOf, readAttemptOf } from '../steps/attempt.js';
import type { TaskDeps } from '../task-deps.js';
import { planOf } from '../task-plan.js';

/** The proof, or why there is none. */
export type Proved =
  | { readonly kind: 'proved'; readonly proof: Proof }
  | { readonly kind: 'unknown_task' }
  | { readonly kind: 'refused'; readonly message: string };

/** Takes a vendor's finished render for the proof that its route works, and remembers it. At a private address it is a replay, and no more. */
export async function proveRoute(
  everybodys: Pick<TaskDeps, 'store' | 'providers' | 'accounts' | 'own'>,
  { accountId, keyId, taskId }: { readonly accountId: string; readonly keyId: string; readonly taskId: string },
): Promise<Proved> {
  // Under a key of the account's own it may have gone somewhere else than the server's would.
  const deps = await inAccount(everybodys, accountId);
  const { store } = deps;
  const task = await store.runOne(() => readTask(accountId, taskId));
  if (task === undefined) return { kind: 'unknown_task' };
  const attempt = await readAttemptOf(task, deps);
  const provider = attempt && providerOf(deps, attempt);
  if (attempt === undefined || provider === undefined || provider.isFreeToRepeat || task.state !== 'succeeded') {
    return {
      kind: 'refused',
      message: `the task proves no vendor’s route: it is ${task.state}, and must have succeeded at one`,
    };
  }
  if (planOf(task).adopted === true)
    return { kind: 'refused', message: 'the task was ordered elsewhere: it proves no call of ours' };
  const outputs = await store.runOne(() => readOutputs(accountId, taskId));
  const model = findModelFacts(attempt.model ?? task.model)?.id ?? task.model;
  const proven = provider.isPrivate === true ? 'replayed' : 'live';
  const about = { model, provider: provider.id, proven } as const;
  await store.run(function* (): Operation<void> {
    yield* noteProven(about, taskId);
    yield* writeAudit({ accountId, keyId, action: 'route.proven', subject: `route:${provider.id}`, after: about });
  });
  const { outcome, handle } = attempt;
  const { facts } = planOf(task);
  return {
    kind: 'proved',
    proof: {
      ...about,
      call: redact(parse(attempt.request) ?? parse(provider.bodyOf?.(withoutStills(task, attempt)) ?? '')) ?? null,
      reply: {
        ...(handle === undefined ? {} : { handle }),
        ...(outcome === undefined ? {} : { outcome: redact(outcome) }),
        ...(facts === undefined ? {} : { facts: redact(facts) }),
        outputs: outputs.map(({ type, mediaType, sizeBytes }) => ({
          type,
          ...(mediaType === undefined ? {} : { mediaType }),
          ...(sizeBytes === undefined ? {} : { sizeBytes }),
        })),
        ...(task.cost === undefined ? {} : { costUsd: task.cost.usd }),
      },
    },
  };
}

/** `undefined` for what is no JSON: a request with a still inside is cut once it is answered. */
function parse(request: string): unknown {
  try {
    return JSON.parse(request) as unknown;
  } catch {
    return undefined;
  }
}

/** The order as it was sent, but for where its stills were: its body is the same again. */
function withoutStills(task: TaskRecord, attempt: AttemptRecord): RenderOrder {
  const order = orderOf(task, attempt);
  const { first, last } = order.stills;
  return {
    ...order,
    frames: {
      ...(first === undefined ? {} : { first: 'data:' }),
      ...(last === undefined ? {} : { last: 'data:' }),
    },
  };
}

/** Stills, signed URLs, callback URLs, and whatever is called a key. */
function redact(value: unknown): unknown {
  if (typeof value === 'string') {
    if (value.startsWith('data:')) return '<still>';
    return /^[a-z][a-z0-9+.-]*:\/\//i.test(value) ? '<url>' : value;
  }
  if (Array.isArray(value)) return value.map(redact);
  if (typeof value !== 'object' || value === null) return value;
  const fields = Object.entries(value).map(([name, inner]) => [
    name,
    /key|secret|token$|authorization/i.test(name) ? '<secret>' : redact(inner),
  ]);
  return Object.fromEntries(fields) as unknown;
}
