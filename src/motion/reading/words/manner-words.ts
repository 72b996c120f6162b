import { verbs, words } from './word-list.js';

/** How much, how fast, and how a change begins and ends. */
export const MANNER_WORDS = {
  slow: words(`
      slow, slowly, slower, gradual, gradually, leisurely, unhurried, unhurriedly, patient, patiently, measured, calm,
      calmly, languid, languidly, lazy, lazily, glacial, glacially, over time, not too fast, not fast, ultra slow,
      steadily, steady, quiet, quietly, deliberate, deliberately, hypnotic, dreamy, meditative, tranquil, serene, slow
      paced, unobtrusive, unobtrusively, slowish`),
  fast: words(`
      fast, faster, quick, quickly, rapid, rapidly, swift, swiftly, speedy, brisk, briskly, hurried, energetic, dynamic,
      dynamically, at speed`),
  slight: words(`
      slight, slightly, subtle, subtly, tiny, gentle, gently, barely, little, faint, faintly, delicate, delicately,
      minimal, minimally, imperceptible, imperceptibly, barely perceptible, barely perceptibly, barely noticeable, barely noticeably, hardly
      noticeable, barely visible, almost unnoticeable, unnoticeable, hint, hint of, touch, a touch, a hint, a bit, a little, bit, bit
      of, ever so, minor, modest, nearly, micro, mild, mildly, restrained, understated, small, almost imperceptible,
      almost imperceptibly, a hair, a fraction, hardly, scarcely, light touch, lightly, tad, a tad, a tiny bit, softly,
      a few, an inch, inches, small amount, not too much, not so much, not that much, not very much, not much, not a lot,
      not too far, not so far, not too close, not too strong, not too strongly, not too big, not too hard, not too intense,
      not too dramatic, not too deep, not extreme, nothing too dramatic, nothing too crazy, nothing crazy`),
  /** Before light it is a kind of light; before a move it is gentle. */
  soft: words('soft'),
  strong: words(`
      strong, strongly, dramatic, dramatically, deep, deeply, big, extreme, extremely, far, intense, intensely, heavy,
      heavily, bold, boldly, large, significant, significantly, considerable, full, fully, hard, a lot, much, powerful,
      aggressive, aggressively, huge, massive, extra, completely, wide sweeping, sweeping, forceful, forcefully, tight`),
  very: words(`
      very, ever so, extremely, so very, super, ultra, really, barely, almost, nearly`),
  smooth: words(`
      smooth, smoothly, fluid, fluidly, seamless, seamlessly, silky, graceful, gracefully, buttery, elegant, elegantly,
      ease in out, ease in and out, ease in ease out, ease in and ease out, eases in and out, easing in and out, eased,
      easing, ease, floaty, flowing, velvety, silky smooth, creamy smooth, organic, organically`),
  even: words(`
      constant, constantly, even, same speed throughout, evenly, uniform, uniformly, linear, linearly, steady pace,
      steady speed, steady rate, even pace, even speed, constant speed, constant pace, constant rate, constant velocity,
      same speed, same pace, uniform speed, consistent speed, consistent pace, without speeding up or slowing down, no
      easing, unvarying, metronomic, mechanical, unchanging speed, clockwork, robotic`),
  settle: [
    verbs(`
      settle, decelerate, slow, slow down, ease out, ease off, ease up, taper off, land, die out, lose speed, lose
      momentum`),
    words('soft landing, slower and slower'),
  ],
  speedup: [
    verbs(`
      accelerate, speed up, quicken, hasten, gather speed, gather pace, gather momentum, pick up speed, pick up pace,
      build speed, build momentum, gain speed, gain momentum, get faster`),
    words(`
      builds, faster and faster, quicker and quicker, slow then fast, slow at first, increasing speed, increasingly
      fast, acceleration`),
  ],
  snap: [
    verbs(`
      snap, whip, flick, jerk, crash, jolt, lunge, swish, smash zoom, crash zoom, snap zoom, punch in, punch zoom, jump
      zoom, whip pan, swish pan, flash pan`),
    words(`
      sudden, suddenly, abrupt, abruptly, instant, instantly, in a flash, in an instant, snappy, bang, all at once,
      punchy, in a snap, in one snap`),
  ],
  /** About the look, or how it is filmed: no request by itself, and it may stand before a move. */
  style: words(`
      cinematic, epic, ws, ms, mcu, cu, ecu, els, panoramic, brief, short, momentary, macro, close up, closeup, extreme close up, wide shot, medium shot,
      medium close up, product shot, hero shot, hero, aerial, single, one, long, long take, overhead, top down, low
      angle, high angle, ultra wide, professional, commercial, moody, beautiful, stunning, luxurious, premium, simple,
      clean, nice, classic, controlled, stabilized, stabilised, stable, documentary, natural, style, intimate, majestic,
      stately, luxury, minimalist, wide angle, tight, wide, medium, close, tracking, motion controlled, precise,
      precisely, reverse, opening, closing, first person, bird's eye, establishing, continuous, continuously, unbroken,
      uninterrupted, perfect, perfectly, absolutely, straight, straightforward, upside down, full, overall, final`),
} as const;
