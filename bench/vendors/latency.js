/** How much later than at the vendor a render is done here: fetched, hashed, looked through, written down. */
import { createEncoder } from '../../dist/media/video/encoder.js';
import { createRandom } from '../../test/chaos/random.js';
import { callerOf, keysOf } from '../../test/vendor-chaos/hard-times.js';
import { startFront } from '../../test/vendor-chaos/front.js';
import { orderFor } from '../../test/vendor-chaos/orders.js';
import { ADMIN_KEY, startHealthyServer } from '../../test/vendor-chaos/serve-process.js';

/**
 * Five seconds of 1080p, so restless that they take some ten MB.
 * @param {string} file
 */
export async function makeLargeClip(file) {
  const [widthPx, heightPx, fps, frameCount] = [1920, 1080, 24, 120];
  const random = createRandom(1);
  const lumaBytes = widthPx * heightPx;
  const grain = new Uint8Array(lumaBytes * 2);
  for (let at = 0; at < grain.length; at += 1) grain[at] = 118 + Math.floor(random.next() * 20);
  const encoder = await createEncoder(file, { widthPx, heightPx, fps, frameCount, crf: 18, preset: 'veryfast' });
  const chroma = new Uint8Array(lumaBytes / 4).fill(128);
  for (let frame = 0; frame < frameCount; frame += 1) {
    const from = Math.floor(random.next() * lumaBytes);
    await encoder.write({ y: grain.subarray(from, from + lumaBytes), u: chroma, v: chroma });
  }
  await encoder.finish();
}

/**
 * @param {object} about
 * @param {string} about.folder
 * @param {import('../../test/vendor-chaos/campaign.js').Vendors} about.vendors whose clip is the large one
 * @param {number} about.clips
 * @param {number} about.pollMs
 */
export async function measureAdded({ folder, vendors, clips, pollMs }) {
  const front = await startFront({ vendors });
  const environment = { DASHSCOPE_BASE_URL: vendors.dashscope.baseUrl, ARK_BASE_URL: vendors.ark.baseUrl };
  const server = await startHealthyServer({
    dataFolder: folder,
    front,
    keys: keysOf(vendors),
    pollMs,
    node: 'only',
    environment,
  });
  const caller = callerOf(() => server);
  /** @type {number[]} */
  const addedMs = [];
  // One to warm the media process up.
  for (let clip = 0; clip <= clips; clip += 1) {
    const id = await caller.create(orderFor('ark', `order-${clip}-ark`));
    await readToEnd(`${server.url() ?? ''}/v1/tasks/${id}/events`);
    const seenMs = Date.now();
    const order = vendors.ark.orders.at(-1);
    const answer = await caller.read(id);
    const { status } = /** @type {{ data: { status: string } }} */ (answer.body).data;
    if (status !== 'success' || order === undefined) throw new Error(`a task ended as ${status}: ${server.said()}`);
    if (clip > 0) addedMs.push(seenMs - order.endsMs);
  }
  server.signal('SIGKILL');
  await server.died;
  front.close();
  return addedMs.sort((a, b) => a - b);
}

/** Reads a task's events until there are no more. */
async function readToEnd(/** @type {string} */ url) {
  const response = await fetch(url, { headers: { authorization: `Bearer ${ADMIN_KEY}`, accept: 'text/event-stream' } });
  if (response.status !== 200) throw new Error(`events: ${response.status}`);
  await response.text();
}
