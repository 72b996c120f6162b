import { nouns, verbs, words } from './word-list.js';

/** What is in the picture and what may be asked of it: mostly what a camera over a still cannot do. */
export const SCENE_WORDS = {
  /** They move by themselves; nobody turns them on a table. */
  living: [
    nouns(`
      woman, man, girl, boy, person, child, kid, baby, lady, guy, couple, dancer, figure, character, crowd, face, head,
      hand, finger, arm, leg, eye, mouth, lip, hair, eyelid, eyebrow, shoulder, dog, cat, bird, animal, horse, fish,
      puppy, kitten, lion, tiger, bear, fox, wolf, butterfly, bee, insect, owl, eagle, deer, cow, sheep, actor, actress,
      singer, athlete, runner, chef, barista, bride, groom, king, queen, knight, warrior, robot, monster, dragon,
      elephant, whale, dolphin, monkey, rabbit, people, men, women, hero character, tail, wing, portrait, gaze, mascot,
      avatar, astronaut, soldier, worker, player, driver, rider, cyclist, surfer, fisherman, customer, guest, family,
      team, anyone, father, mother, son, daughter, grandmother, grandfather, musician, artist, painter, potter, tailor,
      smith, rooster, hen, goose, duck, swan, raven, pigeon, frog, turtle, snake, lizard, squirrel, goat, pig, donkey,
      camel, giraffe, panda, kangaroo, octopus, jellyfish, shark, penguin, parrot, peacock, hawk, falcon, sparrow,
      robin, snail, spider, moth, dragonfly, beetle, caterpillar, hedgehog, otter, beaver, hare, mouse, rat, hamster,
      bull, moose, leopard, panther, cheetah, gorilla, ghost, witch, wizard, zombie, vampire, mermaid, pirate, samurai,
      ninja, cowboy, sheriff, nurse, doctor, farmer, gardener, waiter, waitress, bartender, hiker, climber, swimmer,
      diver, skier, skater, skateboarder, snowboarder, gymnast, ballerina, boxer, wrestler, violinist, pianist,
      guitarist, drummer, magician, clown, juggler, sculptor, blacksmith, carpenter, mechanic, welder, toddler, infant,
      teenager, grandma, grandpa, husband, wife, sister, brother, stranger, pedestrian, commuter, passenger, audience,
      baker, butcher, sailor, tourist, vendor, shopper, teacher, student, monk, spectator, visitor, florist, dentist,
      scientist, journalist, pharmacist, hairdresser, barber, stylist, cashier, clerk, surgeon, captain, mayor, lawyer,
      professor, referee, goalkeeper, librarian, technician, electrician, plumber, engineer, architect, photographer,
      reporter, prince, princess, emperor, uncle, aunt, cousin, mom, mum, dad, granny, neighbor, neighbour, officer,
      cop, detective, thief, burglar, bandit, gangster, gamer, streamer, influencer, shepherd, hunter, miner, archer,
      bishop, priest, nun, pupil, seller, porter, butler, maid, janitor, conductor, composer, rapper, keeper,
      shopkeeper, beekeeper, jogger, trainer, courier, referee, lifeguard, weaver, jeweler, jeweller, watchmaker,
      winemaker, cobbler, glassblower, blacksmith, mason, bricklayer, lumberjack, ranger, explorer, scholar, poet`),
    words('people, men, women, children, feet, wolves'),
  ],
  /** What spins as a part of the scene, not as its subject. */
  partSpinning: nouns(`
      wheel, leaf, blade, fan, propeller, record, windmill, tire, tyre, gear, page, cloud, dust, smoke, steam, turbine,
      carousel, earth, planet, galaxy, tornado, vinyl, rotor, cog, door, flame, water, snowflake, petal, feather,
      seagull, gull, star, snow, hand of the clock, dial hand, clock hand, second hand, seconds hand`),
  /** Verbs of what a still does not do. */
  happens: [
    verbs(`
      part, mend, hum, lengthen, deepen, stretch, walk, run, jog, sprint, jump, leap, hop, skip, dance, sway, swing,
      wave, nod, smile, laugh, grin, frown, cry, weep, sob, blink, wink, stare, breathe, inhale, exhale, sigh, yawn,
      sneeze, cough, speak, talk, say, whisper, shout, scream, yell, sing, chat, chew, eat, drink, sip, bite, lick,
      kiss, hug, embrace, dress, undress, cook, stir, chop, slice, cut, peel, knead, whisk, pour, spill, splash, drip,
      trickle, flow, stream, gush, rain, snow, boil, simmer, sizzle, bubble, fizz, foam, froth, steam, smoke, burn,
      blaze, ignite, explode, erupt, burst, shatter, crack, crumble, collapse, melt, freeze over, evaporate, dissolve,
      bloom, blossom, wilt, wither, sprout, unfurl, unfold, fold, open, close, shut, slam, unwrap, wrap, peel off,
      assemble, disassemble, build itself, construct, transform, morph, warp, bend, twist, crumple, inflate, deflate,
      expand, contract, swell, shrink, vanish, disappear, appear, materialize, materialise, pop, emerge, arise, rise,
      fall, drop, tumble, topple, bounce, roll, slide, glide, float, hover, fly, soar, land, take off, flap, flutter,
      swoop, dive, swim, drift, swirl, whirl, spiral, rotate, orbit, billow, ripple, undulate, rustle, quiver, tremble,
      shiver, shake, vibrate, wobble, wiggle, rock, crash, surge, lap, break, roar, bark, meow, purr, chirp, tweet,
      growl, howl, graze, gallop, trot, crawl, climb, descend, ascend, enter, exit, leave, arrive, approach, follow,
      chase, pursue, cross, pass, travel, move, race, speed, drive, ride, steer, park, pedal, sail, row, paddle, surf,
      ski, skate, throw, catch, kick, hit, punch, push, pull, lift, raise, lower, drag, carry, pick, grab, reach, touch,
      press, tap, knock, type, write, draw, paint, read, turn, spin, twirl, flip, pivot, look, glance, gaze, peek,
      point, gesture, clap, cheer, applaud, bow, kneel, stand up, sit down, lie down, wake, sleep, dream, rest up,
      react, respond, animate, play, start up, boot, load, scroll, click, unlock, ring, beep, tick, chime, toll, strike,
      spark, flare, flicker, flash, pulse, twinkle, blow, gust, breeze, whip up, pile, settle down, accumulate, scatter,
      disperse, spread, cover, fill up, drain, empty, overflow, ooze, spray, sprinkle, dust, shed, spill over, gather,
      cascade, descend upon, swarm, form, multiply, duplicate, split, merge, combine, join, connect, attach, detach,
      separate, fade away, grow taller, hatch, feed, peck, scurry, slither, prowl, stalk, pounce, hunt, fight, attack,
      defend, dodge, duck, stumble, trip, slip, fall over, bathe, shower, brush, comb, shave, fix, adjust, straighten,
      tilt, tie, untie, buckle, zip, button, try on, pose, strut, march, parade, wander, stroll, hurry, rush, dash,
      flee, escape, hide, sneak, tiptoe, step, come, go, change, clink, toast, raise a glass, rev, idle, honk, levitate,
      wriggle, squirm, jiggle, squeeze, knit, sew, hammer, saw, drill, weld, dig, plant, harvest, water, sweep up, mop,
      wash, iron, hang up, tear, rip, crinkle, glow, shimmer up, condense, mist, fog, wake up, work, swing open, blow
      out, light a, fire, shoot, aim, reload, text, call, answer, dial, waft, curl, bob, dangle, ruffle, rattle, creak,
      puff, sputter, crackle, whistle, strum, pluck, plunge, dip, soak, absorb, swallow, gulp, taste, smell, sniff,
      sweat, blush, shrug, wince, tear up, shed tears, talk about`),
    words('alive'),
  ],
  alive: words('to life, alive'),
  /** How things are in a still: no change. */
  posture: [
    verbs(`
      stand, sit, rest, lie, lean, hang, face, wear, hold, surround, overlook, contain, depict, bear, feature, include,
      consist, represent, lay, sprawl, hang over, stay, remain, keep, tower, loom, span, occupy, adorn, decorate,
      resemble, line, perch, nestle, point, own, need, want, love, like, look like, seem, belong, know, house, border,
      flank, stack, fill, dominate, punctuate, carry, evoke, suggest`),
    words(`
      lying, standing, sitting, looking, gazing, staring, smiling, posing, parked, placed, seated, filled, set, taken,
      made, lit, kneeling, sleeping, frozen, cooling, waiting, drying`),
  ],
  /** Things that are changes themselves. */
  event: nouns(`
      rain, snow, snowfall, rainfall, fog, mist, smoke, steam, vapor, vapour, particle, dust mote, dust particle, spark,
      ember, confetti, firework, lightning, thunder, storm, explosion, splash, droplet, bubble, ripple, wind, breeze,
      gust, flame, falling leaf, snowflake, transition, cut, jump cut, wipe, dissolve, split screen, montage, subtitle,
      caption, text overlay, title card, lower third, watermark, animation, motion graphic, logo animation, morph,
      particle effect, northern light, aurora, falling petal, petal, glitter, motion blur`),
  /** Effects on the picture. */
  effect: words(`
      slow motion, slowmotion, slow mo, slomo, time lapse, timelapse, time lapsed, hyperlapse, film grain, grain,
      grainy, vignette, vignetting, lens flare, lens flares, flare, flares, anamorphic flare, anamorphic flares, light
      leak, light leaks, black and white, black & white, b&w, bw, monochrome, sepia, desaturated, desaturates,
      desaturate, saturate, saturates, saturation, glitch, glitches, glitch effect, glitchy, vhs, vhs look, scan lines,
      scanlines, chromatic aberration, letterbox, letterboxed, black bars, stop motion, fade to black,
      fades to black, fading to black, fade to white, fades to white, fade in from black, fades in from black, fade from
      black, cut to, cuts to, cut to black, cuts to black, smash cut, match cut, cross dissolve, speed ramp, speed
      ramps, speed ramping, ramping, double exposure, freeze frame effect, reverse motion, in reverse, played backwards,
      rewind, boomerang, picture in picture, strobe, strobing, flash frame, flash frames, rolling shutter, tilt shift,
      fisheye, color grade shift, heat haze, heat shimmer, film burn, rack zoom, bloom effect, god rays, volumetric light, dust and
      scratches, super 8, motion trails, light trails, overexposed flash, crossfade to`),
  /** Effects of a depth that a flat still has not. */
  depthEffect: words(`
      parallax, parallax effect, 3d parallax, parallax motion, 3d effect, depth effect`),
  sound: nouns(`
      bells ring, bell ring, music, sound, audio, soundtrack, voiceover, voice over, voice, dialogue, dialog, narration, narrator, sfx, sound
      effect, song, score, melody, beat drop, jazz, ambient sound, ambience sound, sound design, asmr,
      birdsong, noise, hum, whoosh, foley, lyric, synth, lo fi, lofi, soundscape, chime, bell sound, string section,
      orchestral score, techno`),
  /** Things, and music where they stand alone: "soft piano". */
  instrument: nouns(`
      piano, guitar, violin, drum, cello, flute, harp, trumpet, sax, saxophone, bell`),
  /** What is drawn upon the picture. */
  overlay: nouns(`
      text, title, logo, caption, subtitle, slogan, tagline, price tag, call to action, cta, word, letter, lettering,
      credit`),
  /** Words of direction of other languages that are written as English is. */
  foreign: words(`
      nach, rechts, langsam, langsamer, kamera, schwenk, schwenkt, und, eine, einen, vom, zum, zur, lentement, gauche,
      droite, vers, doucement, derecha, izquierda, hacia,
      lentamente, despacio, acercar, acerca, arriba, abajo, sinistra, destra, esquerda, direita, devagar, langzaam,
      naar, kamerafahrt, inquadratura`),
  appears: verbs(`
      appear, pop, type, write, materialize, materialise, animate, emerge, assemble, form, fade, slide, fly, zoom, come`),
  /** Changes into something else: what a last still shows. */
  transformation: [
    verbs(`
      transform, morph, transition, become, change, turn into, evolve, dissolve, convert, cross dissolve, blend,
      metamorphose`),
    words('transformation, metamorphosis, change into, changes into, before and after'),
  ],
} as const;

/** Words in -ing that are no verbs, or hardly ever. */
export const NOUNS_IN_ING: ReadonlySet<string> = new Set(
  `interesting stunning amazing charming surrounding building ceiling morning evening string king ring painting clothing
  wedding packaging during something nothing anything everything refreshing inviting striking breathtaking engaging
  captivating remaining upcoming sterling pudding earring filming lettering living dining setting dressing icing pricing
  stocking outstanding according imposing crossing marketing advertising wiring railing topping piping plating spring wing
  thing awning engraving etching stitching embossing branding labelling labeling styling seating flooring tiling bedding
  frosting coating casing housing shopping parking cooking writing reading tasting serving including regarding carving
  drawing lighting opening closing beginning ending being meaning feeling long-standing`.split(/\s+/),
);
