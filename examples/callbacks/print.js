// Prints the tasks that end: `node examples/callbacks/print.js SECRET`. For a look; a real receiver keeps what it is told
// (received-tasks.ts) before it acknowledges.
import { serve } from '@hono/node-server';
import { handleCallback } from 'firstframe/client';

const secrets = [process.argv[2] ?? ''];
const seen = new Set();

serve({
  port: 9000,
  hostname: '127.0.0.1',
  fetch: (request) =>
    handleCallback(request, {
      secrets,
      persist: async ({ taskId }) => {
        const isNew = !seen.has(taskId);
        seen.add(taskId);
        return Promise.resolve(isNew ? 'new' : 'duplicate');
      },
      work: ({ taskId, status, output = [] }) => {
        console.log(`callback: ${taskId} ${status} ${output[0]?.url ?? ''}`);
      },
      onError: (error) => {
        console.error(error);
      },
    }),
});
