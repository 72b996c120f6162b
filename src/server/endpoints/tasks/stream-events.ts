import { isTerminal } from '../../../contract/task-states.js';
import { readTask } from '../../../store/operations/read-tasks.js';
import { endpoint } from '../../endpoint.js';
import { toReadable } from '../../replies/to-readable.js';
import { followTask } from './follow-task.js';
import { taskParams, unknownTask } from './task-params.js';

/** A `Last-Event-ID` is the number of the last event that was seen; anything else counts as none. */
const EVENT_ID = /^[0-9]{1,15}$/;

/** `GET /v1/tasks/{id}/events`: server-sent events (WHATWG HTML, 9.2), from the beginning or from `Last-Event-ID`. */
export const streamEventsEndpoint = endpoint({
  method: 'GET',
  path: '/v1/tasks/{id}/events',
  scope: 'read',
  summary: 'What happens to a task, as it happens; ends with the task',
  headers: { 'Last-Event-ID': 'The id of the last event seen: the stream goes on after it' },
  params: taskParams,
  reply: 'text/event-stream',
  refusals: [404],
  async handle({ room, identity: { accountId }, params: { id }, request }) {
    const lastId = request.headers.get('last-event-id') ?? '';
    const task = await room.tasks.store.runOne(() => readTask(accountId, id));
    if (task === undefined) return unknownTask();
    // One that was never given out would wait for events that never come.
    const after = EVENT_ID.test(lastId) ? Math.min(Number(lastId), task.version) : 0;
    const hasEnded = isTerminal(task.state);
    // A browser's EventSource comes back for ever, unless it is told that there is nothing more (9.2.3).
    if (hasEnded && after === task.version) return new Response(null, { status: 204 });
    const left = new AbortController();
    const events = followTask(room, { accountId, taskId: id, after, hasEnded, signal: left.signal });
    return new Response(
      toReadable(events, () => left.abort()),
      {
        headers: {
          'content-type': 'text/event-stream; charset=utf-8',
          'cache-control': 'no-store, no-transform',
          // nginx would gather events until it has a page of them.
          'x-accel-buffering': 'no',
        },
      },
    );
  },
});
