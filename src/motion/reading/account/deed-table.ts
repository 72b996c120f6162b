import { type Form, inflectVerb } from '../words/inflect.js';
import { verbs } from '../words/word-list.js';

/**
 * Verbs of what can be seen or heard to happen, beside those that readers know by sense. No reader goes by them: they only tell that
 * words which nobody understood ask for something.
 */
const DEEDS = verbs(`
  abandon, abate, abduct, abound, abseil, accompany, act, activate, advance, alight, amass, amplify, anoint, applaud,
  appeal, apply, arch, argue, arise, arrange, avalanche, awaken, awake, babble, back flip, backflip, bake, balance,
  balloon, bang, banter, bask, bat, batter, bead, beam, bear down, beat, beckon, befall, belch, bellow, besiege,
  billow, blare, blast, bleed, blend, blink, blister, blossom, blot, bluster, boil, bolt, bombard, boogie, boot, bop,
  bound, braid, brake, brandish, brew, bristle, bubble, bubble up, buck, buckle, budge, bulge, bump, burble, burgeon,
  burrow, bury, bustle, butt, buzz, calve, camouflage, canter, caper, careen, caress, carve, catapult, caw, char,
  charge, chatter, cheep, chip, chirrup, chisel, choke, chomp, chortle, chuckle, chug, churn, clack, clamber, clamp,
  clang, clank, clap, clasp, clash, clatter, claw, clench, cling, clip, clobber, cluck, clunk, clutch, coalesce, coil,
  collide, colorize, colourize, colorise, colourise, comb, combust, commence, compress, conceal, condense, congeal,
  conjure, consume, contort, converge, convulse, coo, cool down, copy, corrode, count, count down, cower, crackle,
  cram, cradle, crash down, crest, cringe, croak, crouch, crow, crumble, crunch, crush, crystallize, crystallise,
  cuddle, curdle, curl, curl up, curtsy, dab, dampen, dangle, dart, dawdle, dazzle, decay, decode, decompose, deflect,
  deform, dehydrate, delete, demolish, deploy, descend, despawn, detonate, devour, diffuse, dilate, dim out, disband,
  discard, discharge, disconnect, disembark, disentangle, disintegrate, dislodge, dismantle, dismount, dispense,
  disrobe, distort, dither, divide, doodle, douse, doze, drape, drench, dribble, drizzle, droop, drown, drum, duel,
  dump, dwindle, dye, echo, eject, elapse, electrify, elongate, embark, embroider, emit, encase, encircle, enfold,
  engulf, enlarge, entangle, entwine, envelop, erase, erode, etch, evacuate, exhale, exit, expel, extend, extinguish,
  extract, extrude, exude, fade, faint, falter, fan out, fasten, fend, ferment, fester, fetch, fidget, fizzle, flail,
  flake, flatten, fling, flick, flicker, flinch, flip, flit, flood, flop, flounce, flounder, flourish, fluctuate,
  flush, fluoresce, flurry, fondle, forge, fracture, fragment, fray, freeze, frolic, froth, fumble, fume, furl, fuse,
  gabble, galvanize, gamble, gape, gargle, garnish, gasp, gawk, germinate, gesticulate, giggle, glare, glaze, glisten,
  glitter, gloss, glower, glug, gnash, gnaw, goad, gobble, grab, grapple, grate, greet, grill, grimace, grind, grip,
  groan, grope, grovel, growl, grumble, grunt, guffaw, gurgle, gush, gust, gutter, gyrate, hack, hail, halve, hammer,
  handspring, hatch, haul, heave, hiccup, hiccough, hiss, hitch, hoist, hoot, hop, hover, howl, huddle, huff, hug,
  hunch, hurdle, hurl, hurtle, ignite, illustrate, immerse, implode, ink, inject, insert, intertwine, intervene,
  invade, invert, iron, jab, jangle, jerk, jet, jiggle, jig, jingle, jive, jog, jostle, judder, juggle, jut, keel,
  kick, kindle, knead, knot, lash, lather, launch, leaf, leak, leap, lengthen, lick, light, light up, limber, limp,
  liquefy, load, loll, loop, loosen, lope, lounge, lumber, lunge, lurch, lure, magnetize, maneuver, manoeuvre, march,
  marinate, mash, materialise, maul, meander, meet, meld, merge, mew, migrate, milk, mill, mime, mimic, mingle,
  mirror, mist, mix, moan, moo, mope, mount, mourn, mow, mumble, munch, murmur, mushroom, mutate, mutter, muzzle,
  nail, narrow, nestle, nibble, nip, nod off, nudge, nuzzle, obscure, ooze, oscillate, overtake, overturn, pace, pack,
  paddle, paint, pant, parade, parachute, parch, part, pat, patrol, patter, pause, paw, peel, peel away, peep, peer
  out, pelt, pen, perform, perspire, photobomb, pick up, picnic, pierce, pile up, pinch, ping, pirouette, pitch,
  pixelate, plait, plead, plod, plop, plow, plough, plume, plummet, plump, plunge, point, poke, polish, ponder, pool,
  poof, pop, pop up, pounce, pound, power up, power down, prance, pray, preen, prepare, press, prick, prickle,
  proliferate, proof, propagate, propel, protrude, prowl, pry, pucker, puff, puff up, pull away, pulsate, pulse,
  pulverize, pump, punch, purr, putter, quack, quake, quarrel, quaver, quench, quicken, quiver, race, radiate, raft,
  rage, rain down, rally, ram, rampage, rap, rasp, rattle, rave, realign, rearrange, reassemble, rebound, rebuild,
  recoil, recolor, recolour, reconnect, redden, reel, refill, reform, refract, regenerate, regrow, reignite, release,
  remove, repaint, repel, replace, replenish, resonate, restart, restore, retouch, retract, retreat, reveal itself,
  reverberate, revive, revolve, rewind, ricochet, ring out, rinse, ripen, ripple, roam, roar, roast, rock, romp,
  roost, rot, rotate, rouse, rub, ruffle, rumble, rummage, rupture, rust, rustle, sag, salute, sap, saunter, scale,
  scamper, scan, scatter, scoff, scoop, scorch, scoot, scowl, scramble, scrape, scratch, scrawl, screech, screw,
  scribble, scrub, scrunch, scud, scuff, scuffle, scurry, scuttle, seal, sear, seep, seethe, seize, sever, shatter,
  shave, shear, sheathe, shimmy, shine, shiver, shovel, shove, shred, shriek, shrill, shrivel, shrug, shudder,
  shuffle, shush, sidle, sift, sigh, sing along, singe, sip, sizzle, skedaddle, sketch, skewer, skid, skim, skip,
  skirt, skitter, skulk, slap, slash, slather, sleepwalk, slice, slick, sling, slink, slither, slosh, slouch, slump,
  slurp, smack, smash, smear, smirk, smolder, smoulder, smooch, smudge, snag, snake, snap, snarl, snatch, sneer,
  snicker, sniffle, snigger, snip, snooze, snore, snort, snow, snuff, snuffle, snuggle, soar, sob, sober, somersault,
  soothe, spark, spatter, spawn, spew, spill, splatter, splay, splinter, split, splutter, sprawl out, spring, spring
  up, sprint, sprout, spruce, spurt, sputter, squabble, squash, squat, squawk, squeak, squeal, squelch, squint,
  squirt, squish, stab, stack up, stagger, stain, stalk, stamp, stampede, startle, stash, steep, steer, step, stiffen,
  sting, stir, stitch, stomp, stoop, strafe, strain, stretch, strip, stroke, struggle, strum, stumble, submerge,
  subside, suck, sunbathe, surge, swab, swagger, swallow, swap, swarm, swat, sway, swear, sweat, swell, swerve, swig,
  swim, swing, swipe, swirl, swish, swivel, swoon, swoosh, tango, tap, tap dance, taunt, taxi, teeter, telescope,
  teleport, tense, thaw, thicken, thrash, thread, throb, throng, throttle, thrum, thrust, thud, thump, thunder,
  thwack, tick, tickle, tighten, tingle, tinkle, tip over, titter, toddle, toil, topple, toss, totter, tow, trample,
  transmute, transpire, trek, tremble, trickle, trip, trot, trudge, tug, tumble, tune, tussle, tweak, twinge, twirl,
  twist, twitch, twitter, unbox, unbutton, uncap, unclasp, uncoil, uncork, uncover, uncurl, undo, undress, unfasten,
  unfurl, unhook, unlace, unlatch, unleash, unload, unmask, unpack, unravel, unroll, unscrew, unseal, unspool,
  untangle, unveil itself, unwind, unwrap, unzip, upend, uproot, vanish, vape, vaporize, vaporise, vault, veer, vent,
  vomit, waddle, wade, wag, waggle, wail, wake, waltz, wane, warble, warp, wash up, wave, waver, wax, weave, weep,
  weld, welcome, wheeze, whet, whimper, whine, whinny, whip, whirl, whir, whirr, whisk, whistle, whittle, whiz, whizz,
  whoop, whoosh, widen, wield, wilt, wince, wind up, wink, wipe, wither, wobble, wrap up, wreck, wrestle, wriggle,
  wring, wrinkle, writhe, yank, yap, yawn, yelp, yodel, zap, zigzag, zing, zip, screw off, clear, dawn, dissipate,
  lift, thin, brighten, blacken, whiten, yellow, tarnish, shimmer, sparkle, gleam, spell, levitate, defrost, chase,
  bark, sell, serve, cast, buy, bloom, shop, practice, practise, rehearse, train, exercise, meditate, teach, study,
  knit, fish, camp, drink, vacuum, erupt, colour, upscale, enhance, animate, deepen, generate, crop, duplicate,
  stylize, stylise, convert, morph, reshape, resize, restyle, redraw, swap out, blur out, relight, replay, sneeze,
  shapeshift, soften, spread out, stretch out, age, mesh, interlock, engage, disengage, latch, clop, neigh, bray,
  bleat, cackle, chant, drone, brown, caramelize, caramelise, leaven, frost, crease, cartwheel, parry, joust, spar,
  tackle, putt, breach, spout, perch, flock, molt, moult, slough, rear up, forage, heel over, capsize, founder, dock,
  stall, toot, derail, reboot, buffer, glitch, toggle, vibrate, riffle, leaf through, thumb, waft, eddy, linger, fork,
  streak, jumble, tangle, swash, lollop, gambol, cavort, sashay, moonwalk, twerk, breakdance, handstand, squirm,
  wiggle, jounce, undulate, crescendo, hoover, mop up, sweep up, tidy, clean up, assemble, erect, renovate, transform,
  evolve, regress, devolve, dissolve, evaporate, sublimate, solidify, harden, set off, coagulate, clot, scab, heal,
  bruise, bleed out, hemorrhage, blush, pale, tan, burn up, peel off, flake off, moisten, soak up, absorb, bead up,
  roll off, slide off, glance off, diffract, bloom out, overexpose, strobe, spasm, collapse, resuscitate, stir awake,
  doze off, dream up, dematerialise, reappear, flicker out, fizzle out, peter out, ebb, recede, encroach, overrun,
  fire off, lift off, blast off, take off, touch down, splash down, reenter, orbit, precess, overbalance, keel over,
  spill out, pour out, gush out, spurt out, spray out, squirt out, branch out, sprout up, shoot up, pop out, jut out,
  bulge out, swell up, puff out, deflate, inflate, shrivel up, wither away, rot away, rust away, wear away, chip away,
  crumble away, melt away, fade out, die down, calm down, quieten, hush, silence, mute, blare out, resound`);

/** The same forms as {@link inflectVerb} gives, by themselves. */
const FORMS: ReadonlyMap<string, Form> = formsOf();

/** As which form a word is a verb of this table; undefined: it is none. */
export function deedForm(word: string): Form | undefined {
  return FORMS.get(word);
}

function formsOf(): ReadonlyMap<string, Form> {
  const forms = new Map<string, Form>();
  for (const verb of DEEDS.entries) {
    // Only the first word stands by itself: what follows it does not change what it is.
    const first = verb.split(' ')[0] ?? verb;
    for (const [form, kind] of inflectVerb(first)) if (!forms.has(form)) forms.set(form, kind);
  }
  return forms;
}
