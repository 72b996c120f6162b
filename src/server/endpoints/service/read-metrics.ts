import { countTasksByState } from '../../../store/operations/read-tasks.js';
import { endpoint } from '../../endpoint.js';
import { plainText } from '../../replies/reply.js';

/** `GET /metrics`, in Prometheus' form: for an admin's key (Prometheus sends one as `authorization`), or over the owner's socket. */
export const readMetricsEndpoint = endpoint({
  method: 'GET',
  path: '/metrics',
  scope: 'admin',
  summary: 'Figures for a monitor',
  reply: 'text/plain',
  async handle({ room: { metrics, tasks } }) {
    const [byState, freeBytes] = await Promise.all([tasks.store.run(countTasksByState), tasks.blobs.freeBytes()]);
    metrics.setTasks(byState);
    metrics.setFreeBytes(freeBytes);
    return plainText(await metrics.text(), metrics.contentType);
  },
});
