/** How much later than at the vendor a render is done here: fetched, hashed, looked through, written down. */
import { createEncoder } from '../../dist/media/video/encoder.js';
import { createRandom } from '../../test/chaos/random.js';
import { callerOf, keysOf } from '../../test/vendor-chaos/hard-times.js';
import { startFront } from '../../test/vendor-chaos/front.js';
import { orderFor } from '../../test/vendor-chaos/orders.js';
import { ADMIN_KEY, startHealthyServer } from '../../test/vendor-chaos/serve-process.js';

/**
 * Ten seconds of 720p, so restless that they take some ten MB.
 * @param {string} file
 */
export async function makeLargeClip(file) {
  const [widthPx, heightPx, fps, frameCount] = [1280, 720, 24, 240];
  const random = createRandom(1);
  const lumaBytes = widthPx * heightPx;
  // Grain on an eighth of the picture: what it takes for so many bytes.
  const grain = new Uint8Array(lumaBytes);
  for (let at = 0; at < grain.length; at += 1) grain[at] = 118 + Math.floor(random.next() * 20);
  const y = new Uint8Array(lumaBytes).fill(128);
  const encoder = await createEncoder(file, { widthPx, heightPx, fps, frameCount, crf: 18, preset: 'veryfast' });
  const chroma = new Uint8Array(lumaBytes / 4).fill(128);
  for (let frame = 0; frame < frameCount; frame += 1) {
    const from = Math.floor(random.next() * 0.87 * lumaBytes);
    y.set(grain.subarray(from, from + Math.floor(lumaBytes * 0.128)));
    await encoder.write({ y, u: chroma, v: chroma });
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
  const environment = { RUNWAYML_BASE_URL: vendors.runway.baseUrl };
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
    const id = await caller.create(orderFor('runway', `order-${clip}-runway`));
    await readToEnd(`${server.url() ?? ''}/v1/tasks/${id}/events`);
    const seenMs = Date.now();
    const order = vendors.runway.orders.at(-1);
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
