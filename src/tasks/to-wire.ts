import type { Output, Progress, Task } from '../contract/task.js';
import { wireStatusOf } from '../contract/task-states.js';
import type { OutputRecord } from '../store/operations/outputs.js';
import type { TaskRecord } from '../store/operations/task-record.js';
import type { FileUrls } from './file-urls.js';

/** HiAPI's code for what failed and no other of its codes fits. */
const TASK_FAILED = 'TASK_FAILED';

/** A task as its caller sees it. `outputs` need only be given for one that succeeded. */
export function toWireTask(
  task: TaskRecord,
  outputs: readonly OutputRecord[],
  fileUrls: FileUrls,
  progress?: Progress,
  eta?: Task['eta'],
): Task {
  const status = wireStatusOf(task.state, task.hold?.reason);
  const { route, error, reference, hold, failure, estimate, cost } = task;
  return {
    taskId: task.id,
    model: route === undefined ? task.model : `${task.model}@${route}`,
    status,
    created: Math.floor(task.createdAtMs / 1000),
    completed: Math.floor(task.completedAtMs / 1000),
    ...(status === 'success'
      ? { output: outputs.filter(isThere).map((output) => toWireOutput(output, fileUrls)) }
      : {}),
    ...(status === 'fail'
      ? { error: error ?? { code: TASK_FAILED, message: failure?.say ?? 'The task failed.' } }
      : {}),
    ...(route === undefined ? {} : { route }),
    storage: tierOf(outputs) ?? task.storage,
    state: task.state,
    ...(reference === undefined ? {} : { reference }),
    input: task.input,
    ...(progress === undefined || task.completedAtMs !== 0 ? {} : { progress }),
    ...(eta === undefined ? {} : { eta }),
    adjustments: [...task.adjustments],
    findings: [...task.findings],
    ...(estimate === undefined ? {} : { estimate }),
    ...(cost === undefined ? {} : { cost }),
    ...(hold === undefined ? {} : { hold }),
    ...(failure === undefined ? {} : { failure }),
    ...(task.cancel === 'none' ? {} : { cancel: task.cancel }),
    verdict: task.verdict,
  };
}

/** Where the clip is kept, which a promotion may have changed since it was asked for; `undefined`: there is none. */
function tierOf(outputs: readonly OutputRecord[]): Task['storage'] | undefined {
  return (outputs.find(({ type }) => type === 'video') ?? outputs[0])?.tier;
}

function isThere(output: OutputRecord): boolean {
  return isKept(output) || output.publishedUrl !== undefined;
}

function isKept({ deletedAtMs, blobKey }: OutputRecord): boolean {
  return deletedAtMs === undefined && blobKey !== undefined;
}

/** When a URL that does not expire is said to: 2100-01-01, for HiAPI's field is a whole number and always there. */
const NEVER_SEC = 4_102_444_800;

function toWireOutput(output: OutputRecord, fileUrls: FileUrls): Output {
  const { type, publishedUrl } = output;
  const ours = (): Pick<Output, 'url' | 'expireAt'> => {
    const { url, expiresAtSec } = fileUrls.urlOf(output);
    return { url, expireAt: expiresAtSec };
  };
  if (publishedUrl === undefined) return { ...ours(), type };
  return { url: publishedUrl, type, expireAt: NEVER_SEC, ...(isKept(output) ? { copy: ours() } : {}) };
}
