import { nouns, verbs, words } from './word-list.js';

/** What the camera is, what it does, and where to. */
export const CAMERA_WORDS = {
  camera: nouns(`
      camera, cam, lens, viewpoint, vantage point, point of view, pov, drone, cameraman, camera operator, operator,
      camerawork, camera work, cinematographer`),
  /** What moves when the camera does: "the view drifts left". */
  picture: nouns(`
      shot, frame, framing, view, image, picture, video, clip, composition, perspective, horizon line, footage, viewer,
      photo, photograph, crop`),
  /** Smooth carriers of a camera; they ask for no move by themselves. */
  rig: nouns(`
      gimbal, steadicam, slider, drone shot, stabilizer, stabiliser, rail, dolly rail, motion control`),
  zoom: verbs('zoom, dolly, crash zoom, snap zoom, punch zoom, jump zoom, smash zoom'),
  vertigo: [nouns('dolly zoom, zolly, vertigo effect, vertigo shot, contra zoom')],
  push: [verbs('push, tighten, narrow'), nouns('ken burns, ken burns effect')],
  /** In by themselves. */
  approach: [
    verbs('approach, near, magnify, enlarge, close in, punch in, crop in'),
    nouns('zoom avant, travelling avant, traveling avant'),
    words('closer and closer, nearer and nearer, tighter and tighter'),
  ],
  pull: verbs('pull'),
  /** Out by themselves. */
  retreat: [
    verbs('widen, retreat, recede, withdraw, back off, open up, open out'),
    nouns('pullback, pullout, zoom arriere, travelling arriere, traveling arriere'),
    words('backs up, backing up'),
  ],
  pan: verbs('pan, whip pan, swish pan, flash pan'),
  gaze: verbs('look, gaze, peer, glance, swivel'),
  truck: [
    verbs('truck, track, slide, crab, strafe, trolley'),
    nouns(`
      slider move, slider shot, tracking shot, travelling shot, traveling shot, trucking shot, crab shot, sliding shot, lateral move, lateral movement, lateral slide, lateral motion`),
  ],
  crane: verbs('crane, boom, jib, pedestal, ped'),
  rise: [verbs('rise, raise, ascend, climb, lift, elevate, soar, levitate'), nouns('ascent')],
  descend: [verbs('descend, lower, sink, drop, dip, fall'), nouns('descent')],
  tilt: verbs('tilt, tip'),
  roll: [
    verbs('roll, cant, bank, barrel roll, corkscrew'),
    nouns('dutch, dutch angle, dutch tilt, dutch roll, canted angle, dutching'),
  ],
  arc: [verbs('arc'), nouns('half arc')],
  orbit: [
    verbs('orbit, circle, encircle, wheel, spiral, revolve'),
    nouns('semicircle, semi circle, half circle, bullet time, 360 shot, wraparound'),
  ],
  spin: verbs('rotate, spin, turn, twist, twirl, pivot, whirl'),
  /** A turn by name. */
  turning: nouns(`
      rotation, turntable, lazy susan, product spin, revolution, rotating platform, rotating display`),
  travel: [
    verbs(`
      move, go, drift, glide, float, creep, ease, come, travel, fly, swoop, sail, shift, inch, edge, crawl, sneak, step,
      walk, ride, lean, swing, sweep, draw, get, bring, take, back, advance, head, journey, wander, close, slip, dart,
      dash, lunge, rush, race, proceed, continue, hover, skim, follow, chase, scan, survey, explore, accompany, meander,
      carry, run, nudge, press, dive, plunge, wind, coast, cruise, ghost, waft, slink, tiptoe, steal, amble, stroll,
      trail, weave, snake, whip, flick, snap, swish, jerk, wrap, jump, accelerate, traverse, enter, cross, pass, curve, loop,
      work, make its way`),
    nouns(`
      movement, motion, flyover, flythrough, flyby, glide, reveal`),
    // Not in the plural: "camera moves closer" has a verb.
    words('camera move, camera movement, camera movements, camera motion, camera motions'),
  ],
  handheld: words(`
      handheld, hand held, shaky, shakey, shakey cam, shaky cam, handycam, shakycam, shake, shakes, shaking, shakiness, camera shake, wobble, wobbles,
      wobbly, wobbling, jitter, jitters, jittery, unsteady, shoulder cam, shoulder mounted, from the shoulder, shoulder
      rig, run and gun, breathing camera, hand camera, micro jitter, jerky`),
  static: words(`
      static, locked, locked off, lock off, lockoff, locked down, lock down, lockdown, lock it down, lock it off,
      tripod, on sticks, stationary, unmoving, motionless, immobile, fixed, nailed down, bolted down, nailed, bolted, anchored, planted,
      standstill, rock steady, rock solid, dead still, stock still, stone still, rock still, bone still, dead steady, steady as a
      rock, still as a statue, fixed camera, fixed frame, static camera, fixed position, cinemagraph`),
  hold: [
    verbs(`
      hold, pause, linger, freeze, stop, wait, dwell, rest, halt, remain, stay, stand still`),
    nouns('freeze frame, beat'),
  ],
  inward: words(`
      inward, inwards, forward, forwards, closer, nearer, tighter, up close, to the front, in close, close up to, in
      tight`),
  outward: words(`
      outward, outwards, out, back, away, backward, backwards, wider, wide, further out, farther out, further away,
      farther away, out wide, up and away`),
  around: words(`
      around, round, circular, semicircular, semi circular, orbital, all around, all round, way around`),
  /** By which one goes past what is there: sideways, to a camera over a flat still. */
  along: words(`
      across, along, past, alongside, by, over, laterally, sideways, sidewards, lateral, sideward, horizontally,
      horizontal, side on`),
  through: words('through'),
  vertically: words('vertical, vertically'),
  diagonally: words('diagonal, diagonally'),
  left: words('left, leftward, leftwards, lefthand'),
  right: words('right, rightward, rightwards, righthand'),
  up: words('up, up and away, upward, upwards, higher, skyward, skywards, heavenward'),
  down: words('down, downward, downwards, lower, earthward'),
  clockwise: words('clockwise, cw'),
  counterclockwise: words('counterclockwise, anticlockwise, ccw, counter clockwise, anti clockwise'),
  /** "From the base to the cap": where up and down are on a thing. */
  above: nouns(`
      top, cap, lid, ceiling, sky, roof, summit, peak, head, crown, heaven, spire, treetop, rooftop, star, neck, cloud,
      upper edge, upper half, brim, rim, hat, moon`),
  beneath: nouns(`
      bottom, base, foot, feet, floor, ground, pavement, root, sole, hem, street level, earth, shoe, boot, lower edge,
      lower half, toe, grass, puddle`),
  /** Down a street one goes forward. */
  passageway: nouns(`
      street, aisle, hallway, corridor, road, path, hall, alley, lane, tunnel, row, river, nave, avenue, passage,
      canyon, gorge, trail, highway, driveway, pier, track, canal`),
} as const;

/** Camera words that are things as well: a truck, a pan on the stove, a crane in the harbour. */
export const THINGS: ReadonlySet<string> = new Set([
  'pan',
  'truck',
  'track',
  'crane',
  'boom',
  'jib',
  'pedestal',
  'roll',
  'arc',
  'slide',
  'circle',
  'dolly',
  'tripod',
  'bank',
  'orbit',
  'wheel',
  'crab',
  'spiral',
  'ped',
  'lift',
  'climb',
  'trolley',
  'push',
  'pull',
  'rise',
  'dip',
  'drop',
  'shake',
  'lower',
  'beat',
  'turn',
  'twist',
  'dutch',
  'look',
  'stop',
  'rest',
  'stay',
  'float',
  'step',
  'walk',
  'ride',
  'swing',
  'back',
  'head',
  'trail',
  'run',
  'wind',
  'cross',
  'pass',
  'loop',
  'work',
  'press',
  'draw',
  'tilt',
  'fall',
  'cant',
  'raise',
]);
