import { nouns, verbs, words } from './word-list.js';

/** Light, what it does and what it becomes; focus, and where it goes. */
export const LIGHT_WORDS = {
  light: nouns(`
      light, lighting, glow, illumination, sunlight, sunshine, sun, daylight, moonlight, candlelight, lamplight, rim
      light, backlight, spotlight, lamp, exposure, brightness, luminance, ambience, ambient light, light level, light
      source, light quality, ray of sun, window light, firelight, radiance, house light, headlight, torch, torchlight,
      flashlight, lantern, streetlight, streetlamp, floodlight, street light, strip light, chandelier light, neon`),
  /** Hours that are a light. */
  daytime: nouns(`
      noon, midday, golden hour, magic hour, dusk, dawn, night, sunset, sunrise, twilight, daylight, darkness, blue
      hour, nightfall, daybreak, sundown, day, afternoon, evening, morning`),
  /** What looks another when its light changes. */
  lit: nouns(`
      scene, room, tone, color, colour, temperature, color temperature, colour temperature, palette, hue, mood,
      atmosphere, day, sky, everything, interior, space, set, night, evening, afternoon, morning, grade, color grade,
      whole scene, whole image, whole frame, kitchen, world, studio, stage, skyline, landscape, surroundings,
      environment`),
  /** Light on its way by name. */
  sweep: nouns(`
      light sweep, sweep of light, light pass, moving light, passing light, sweeping light, streak of light, light
      streak, beam of light, band of light, ray of light, shaft of light, strip of light, line of light, sliver of
      light, bar of light, wave of light, wash of light, ribbon of light, light band, light wave, light ray, light beam,
      light strip, light swipe, sweeping highlight, moving highlight, travelling highlight, traveling highlight, glint
      sweep, highlight sweep, specular sweep, pass of light, sunbeam, glint of light, glimmer of light, gleam of light,
      bead of light, spark of light, flash of light, slash of light`),
  /** Light as it lies on a thing; it is on its way when a verb or "across" says so. */
  glint: nouns(`
      highlight, specular highlight, specular, glint, sheen, shimmer, gleam, glimmer, reflection, shine, beam, ray,
      streak, gloss, lustre, luster, caustic, softbox reflection, sparkle, light reflection, light
      reflex, reflex`),
  shimmer: [
    verbs('glint, shimmer, gleam, glisten, glimmer, sparkle'),
    verbs('catch the light, catch light, catch a highlight, catch the sun'),
    words('kissed by light, light catches, light plays'),
  ],
  flicker: verbs('flicker, strobe, pulse, pulsate, twinkle, throb, blink, flash, stutter'),
  /** What light comes in pieces of: "a shaft of sunlight". */
  portion: nouns(`
      shaft, strip, band, bar, sliver, patch, pool, ribbon, line, wave, stripe, column, sheet, veil, beam, ray, streak,
      bead, slash, spot, glimmer, flash, wash, swath, swathe, thread, edge, crescent`),
  /** How light goes over a thing, beside the verbs of travel. */
  sweeping: verbs(`
      sweep, glide, travel, pass, slide, move, drift, roll, cross, run, rake, dance, play, flow, trace, skim, wash,
      race, streak, ripple, wander, crawl, creep, shoot, trail, scan, wipe, slip, go, skate, brush, graze, stroke,
      track, chase, dart, flit, caress, walk, pan, swipe, flash`),
  warm: [
    verbs('warm, redden'),
    words(`
      warmer, warmth, golden, gold, amber, honey, honeyed, orange, tungsten, candlelit, golden hour, magic hour, sunset,
      sundown, cozy, cosy, fiery, sunrise, peachy, rosy, copper, red, crimson, sepia toned, candlelight, firelight, evening glow`),
  ],
  cool: [
    verbs('cool'),
    words(`
      cooler, cold, colder, blue, bluer, bluish, icy, blue hour, teal, moonlit, moonlight, chilly, steely, frosty,
      wintry, cyan, chillier, azure`),
  ],
  bright: [
    verbs('brighten, lighten, illuminate, light up, brighten up'),
    words(`
      brighter, bright, lighter, day, morning, noon, midday, brilliance, radiant, dawn, daylight, daybreak, sunrise, luminous,
      brilliant, brightness, full brightness, blazing, dazzling`),
  ],
  dim: [
    verbs('dim, darken, black out'),
    words(`
      dimmer, dark, darker, darkness, dusk, evening, night, nightfall, nighttime, twilight, black, gloom, gloomy, low light,
      moodier, shadow, shadowy, silhouette, dimness, pitch black, blackness`),
  ],
  key: words(`
      key, studio key, key light, keylight, studio, studio light, studio lights, studio lighting, softbox, soft box, high key, studio
      look, product lighting, beauty lighting, three point lighting, beauty light, clean light, clean lighting, packshot
      lighting, packshot light, clean key`),
  /** More light. */
  rising: [
    verbs(`
      rise, lift, grow, build, swell, increase, bloom, strengthen, intensify, flood, fill, raise, boost, return, emerge,
      break through, bathe, wash, pour, stream, spill, spread`),
  ],
  /** Less light. */
  falling: [
    verbs(`
      fade, fall, drop, lower, sink, die, wane, decrease, reduce, recede, weaken, ebb, drain, subside, dwindle, lessen,
      diminish, set, dip, disappear, vanish`),
  ],
  /** More with "up" or "on", less with "down", "off", "out" or "away". */
  switching: verbs(`
      turn, switch, bring, come, fade, go, ramp, dial, crank, take, ease, build, pull, push, tone, flick, power, slide,
      die, fall, snap, click, kick`),
  /** What is lost turns into its opposite: "the daylight loses its warmth". */
  losing: verbs('lose, shed'),
  become: [
    verbs(`
      become, turn, get, grow, go, change, shift, transition, resolve, fade, melt, morph, transform, evolve, move,
      settle, dissolve, drift, develop, bleed, bring, come, ease, take on, slide, swing, ramp, mature, progress, blend,
      soften, turn into, cross fade, crossfade, give way`),
    words(`
      light change, lighting change, color shift, colour shift, day to night, night to day`),
  ],
  focus: nouns(`
      focus, focal point, focal plane, plane of focus, sharpness, point of focus, focus point, focus plane`),
  rack: [
    verbs(`
      rack, pull focus, rack focus, shift focus, throw focus, switch focus, change focus, move focus, transfer focus`),
    nouns(`
      focus rack, focus pull, rack focus, focus shift, focus change, focus transition, focus throw`),
  ],
  blur: [
    verbs('blur, defocus, soften, lose focus'),
    words(`
      out of focus, blurry, bokeh, blurred, blur out, soft focus, unfocused, into softness, into a blur, out of
      sharpness, to a blur, a blur, blurrier, softer, less sharp, fuzzy, creamy bokeh, haze`),
  ],
  sharpen: [
    verbs('sharpen, refocus, find focus, gain focus'),
    words(`
      into focus, in to focus, into sharp focus, into crisp focus, into clear focus, into sharpness, into perfect focus,
      sharper, crisper, into full focus, back into focus, in focus again`),
  ],
  depth: nouns('depth of field, dof, depth of focus, focal depth'),
  shallow: [verbs('narrow, shrink, decrease, reduce, tighten'), words('shallow, shallower, thin, thinner, narrower')],
  deep: [verbs('deepen, widen, expand, increase, open, open up'), words('deep, deeper, wider, deep focus')],
  background: nouns(`
      background, bg, b.g, b.g., backdrop, distance, horizon, surroundings, far wall, far side, everything else, rest, everything
      behind, back wall, wall behind, scenery, skyline, mountain, hill, landscape, window, doorway, far end, distant`),
  foreground: nouns('foreground, fg, f.g, f.g., front, near edge'),
  sharp: words(`
      sharp, crisp, in focus, focused, in sharp focus, in crisp focus, in clear focus, tack sharp, legible, readable,
      clear, in perfect focus, perfectly sharp, pin sharp, razor sharp, focussed`),
} as const;
