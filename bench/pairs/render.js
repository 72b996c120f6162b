/**
 * Renders the arc and the slide anew with POV-Ray (Debian: `apt-get install povray`): `node bench/pairs/render.js`. The ends become
 * `first.jpg` and `last.jpg`, as stills of a customer might be; the true frames between them, at equal steps of the way, `1.jpg` to
 * `7.jpg`. Nothing else needs this: the JPEGs are kept beside the scenes.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { runCommand } from '../measure/timing.js';

const HERE = fileURLToPath(new URL('.', import.meta.url));
const STEPS = 8;
/** Recursive antialiasing, as deep as eight by eight rays where a letter's edge needs them. */
const QUALITY = ['+W1280', '+H720', '+A0.03', '+AM2', '+R3', '-J', '-D', '-V'];

/**
 * @param {string} scene
 * @param {number} step
 * @param {string} folder
 */
async function renderStep(scene, step, folder) {
  const file = path.join(HERE, scene, `${scene}.pov`);
  const picture = path.join(folder, `${scene}-${step}.png`);
  await runCommand(['povray', `+I${file}`, `+O${picture}`, `+K${step / STEPS}`, ...QUALITY]);
  const isEnd = step === 0 || step === STEPS;
  const name = isEnd ? (step === 0 ? 'first' : 'last') : `${step}`;
  await sharp(picture)
    .jpeg({ quality: isEnd ? 92 : 88, chromaSubsampling: '4:4:4', mozjpeg: false })
    .toFile(path.join(HERE, scene, `${name}.jpg`));
}

const folder = await mkdtemp(path.join(tmpdir(), 'firstframe-pairs-'));
try {
  for (const scene of ['arc', 'slide']) {
    for (let step = 0; step <= STEPS; step++) {
      console.error(`${scene} ${step}/${STEPS}`);
      await renderStep(scene, step, folder);
    }
  }
} finally {
  await rm(folder, { recursive: true, force: true });
}
