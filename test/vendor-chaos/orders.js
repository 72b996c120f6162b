/** What the callers of a run ask for: one body for each vendor, each with a prompt of its own. */
import { readFileSync } from 'node:fs';

const STILL = `data:image/jpeg;base64,${readFileSync(new URL('../../examples/bottle-front.jpg', import.meta.url)).toString('base64')}`;

const INPUTS = /** @type {const} */ ({
  hiapi: {
    model: 'seedance-2-0',
    input: { aspect_ratio: '16:9', duration: 4, resolution: '480p', generate_audio: false },
  },
  ark: {
    model: 'seedance-2-0',
    input: { aspect_ratio: '16:9', duration: 4, resolution: '480p', generate_audio: false },
  },
  dashscope: {
    model: 'wan2.7-video/image-to-video',
    input: { media: [{ type: 'first_frame', url: STILL }], duration: 2, resolution: '720p' },
  },
  runway: {
    model: 'runway/gen4.5',
    input: { first_frame_url: STILL, aspect_ratio: '16:9', duration: 2, resolution: '720p' },
  },
});

/**
 * The body of a create.
 * @param {import('./front.js').VendorName} vendor
 * @param {string} name as {@link nameOf} finds it again
 */
export function orderFor(vendor, name) {
  const { model, input } = INPUTS[vendor];
  return { model, route: vendor, input: { ...input, prompt: `slow dolly in, ${name}` } };
}

/**
 * Which order a request to a vendor is: its bytes hold the prompt.
 * @param {Buffer} body
 */
export function nameOf(body) {
  return /order-\d+-\w+/.exec(body.toString('latin1'))?.[0];
}
