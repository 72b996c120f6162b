import { verbs, words } from './word-list.js';

/** How much, how fast, and how a change begins and ends. */
export const MANNER_WORDS = {
  slow: words(`
      slow, slowly, slower, gradual, gradually, leisurely, unhurried, unhurriedly, patient, patiently, measured, calm,
      calmly, languid, languidly, lazy, lazily, glacial, glacially, glacier slow, over time, not too fast, not fast, ultra
      slow, steadily, steady, quiet, quietly, deliberate, deliberately, hypnotic, dreamy, meditative, tranquil, serene, slow
      paced, unobtrusive, unobtrusively, slowish`),
  fast: words(`
      fast, faster, quick, quickly, rapid, rapidly, swift, swiftly, speedy, brisk, briskly, hurried, energetic, dynamic,
      dynamically, at speed`),
  slight: words(`
      slight, slightly, subtle, subtly, tiny, gentle, gently, barely, little, faint, faintly, delicate, delicately, minimal,
      minimally, imperceptible, imperceptibly, hint, hint of, touch, a touch, a hint, a bit, a little, bit, bit of, ever so,
      minor, modest, nearly, micro, mild, mildly, restrained, understated, small, almost imperceptible, almost
      imperceptibly, a hair, a fraction, hardly, scarcely, light touch, lightly, tad, a tad, a tiny bit, softly, a few, just
      a, half a, very slight, an inch, inches, small amount`),
  /** Before light it is a kind of light; before a move it is gentle. */
  soft: words('soft'),
  strong: words(`
      strong, strongly, dramatic, dramatically, deep, deeply, big, extreme, extremely, far, intense, intensely, heavy,
      heavily, bold, boldly, large, significant, significantly, considerable, full, fully, hard, a lot, much, powerful,
      aggressive, aggressively, huge, massive, extra, all the way in, completely, wide sweeping, sweeping, forceful,
      forcefully, tight, very close`),
  very: words('very, ever so, extremely, so very, super, ultra, really, barely, almost, nearly'),
  smooth: words(`
      smooth, smoothly, fluid, fluidly, seamless, seamlessly, silky, graceful, gracefully, buttery, elegant, elegantly, ease
      in out, ease in and out, ease in ease out, ease in and ease out, eases in and out, easing in and out, eased, easing,
      ease, floaty, flowing, velvety, silky smooth, creamy smooth, organic, organically`),
  even: words(`
      constant, constantly, even, same speed throughout, evenly, uniform, uniformly, linear, linearly, steady pace, steady speed, steady rate, even
      pace, even speed, constant speed, constant pace, constant rate, constant velocity, same speed, same pace, uniform
      speed, consistent speed, consistent pace, without speeding up or slowing down, no easing, unvarying, metronomic,
      mechanical, unchanging speed, clockwork, robotic`),
  settle: [
    verbs('settle, decelerate, slow, slow down, ease out, ease off, ease up, taper off, land, die out'),
    words('soft landing, slower and slower, loses speed, losing speed, losing momentum, loses momentum'),
  ],
  speedup: [
    verbs('accelerate, speed up, quicken, hasten, ramp up speed'),
    words(`
      builds, gather speed, gathers speed, gathering speed, pick up speed, picks up speed, picking up speed, pick
      up pace, picks up pace, faster and faster, quicker and quicker, gather pace, gathers pace, gathering pace, builds
      speed, building speed, build speed, builds momentum, building momentum, build momentum, gains speed, gaining speed,
      gains momentum, gaining momentum, gathers momentum, gathering momentum, getting faster, gets faster, slow then fast,
      acceleration, accelerating, increasing speed, increasingly fast, speeding up, slow at first`),
  ],
  snap: [
    verbs(
      'snap, whip, flick, jerk, crash, jolt, lunge, swish, smash zoom, crash zoom, snap zoom, punch in, punch zoom, jump zoom, whip pan, swish pan, flash pan',
    ),
    words(
      'sudden, suddenly, abrupt, abruptly, instant, instantly, in a flash, in an instant, snappy, bang, all at once, punchy, in a snap, in one snap',
    ),
  ],
  /** About the look, or how it is filmed: no request by itself, and it may stand before a move. */
  style: words(`
      cinematic, epic, brief, short, momentary, macro, close up, closeup, extreme close up, wide shot, medium shot, medium close up, product shot,
      hero shot, hero, aerial, single, one, long, long take, overhead, top down, low angle, high angle, ultra wide,
      professional, commercial, moody, beautiful, stunning, luxurious, premium, simple, clean, nice, classic, controlled,
      stabilized, stabilised, stable, subtle cinematic, documentary, natural, style, intimate, majestic, stately, luxury,
      minimalist, wide angle, tight, wide, medium, close, tracking, motion controlled, precise, precisely,
      reverse, opening, closing, first person, bird's eye, establishing, continuous, continuously, unbroken, uninterrupted,
      perfect, perfectly, absolutely, straight, straightforward, full, overall, constant slow, final`),
} as const;
