// Holds a clip against the report of the render that made it: `node .ci/check-clip.js REPORT.json`. Reads the boxes of
// the file itself (ISO/IEC 14496-12), so that it shares no code with what wrote it.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';

const report = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const clip = readFileSync(report.outputPath);

/** The boxes between two offsets, by type, in the order of the file. */
function boxesOf(from, to) {
  const boxes = new Map();
  for (let at = from; at + 8 <= to;) {
    const is64 = clip.readUInt32BE(at) === 1;
    const size = is64 ? Number(clip.readBigUInt64BE(at + 8)) : clip.readUInt32BE(at);
    assert(size >= 8 && at + size <= to, `a box of ${size} bytes at ${at} does not fit`);
    boxes.set(clip.toString('latin1', at + 4, at + 8), { from: at + (is64 ? 16 : 8), to: at + size });
    at += size;
  }
  return boxes;
}

const top = boxesOf(0, clip.length);
const order = [...top.keys()];
assert.equal(order[0], 'ftyp', 'the file does not start as an MP4');
assert(
  order.indexOf('moov') < order.indexOf('mdat'),
  'the index is not in front: the clip cannot start while it loads',
);

const { from, to } = top.get('moov');
const header = boxesOf(from, to).get('mvhd').from;
const isLong = clip[header] === 1;
const timescale = clip.readUInt32BE(header + (isLong ? 20 : 12));
const duration = isLong ? Number(clip.readBigUInt64BE(header + 24)) : clip.readUInt32BE(header + 16);
const durationSec = duration / timescale;

assert(clip.includes('avc1') && clip.includes('avcC'), 'the clip is not H.264');
assert.equal(clip.length, report.sizeBytes);
assert(
  Math.abs(durationSec - report.durationSec) < 0.05,
  `the file says ${durationSec} s, not ${report.durationSec} s`,
);
assert.equal(report.frames, Math.round(report.durationSec * report.fps));
assert(report.fidelity.still.psnrDb >= 40, `the still is matched at ${report.fidelity.still.psnrDb} dB only`);
console.log(
  `${report.outputPath}: MP4, index in front, H.264, ${durationSec.toFixed(2)} s, ${report.widthPx}×${report.heightPx}, ` +
    `${clip.length} bytes, ${report.fidelity.still.psnrDb.toFixed(1)} dB`,
);
