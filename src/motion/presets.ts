import type { Loop } from './directions.js';

/** Stage directions that people ask for again and again, with the settings that go with them. */
export interface Preset {
  /** What it is called for by: `hero-loop`. Stable once released. */
  readonly id: string;
  readonly title: string;
  readonly prompt: string;
  /** Whether it needs a last still to come to. */
  readonly needsLast: boolean;
  readonly settings: PresetSettings;
  /** What it is for, and why it is made this way. */
  readonly why: string;
}

/** What a preset settles beside the prompt; whoever asks for something else gets that. */
export interface PresetSettings {
  readonly durationSec: number;
  /** A named ratio; absent: as the still. */
  readonly aspect?: '16:9' | '9:16' | '1:1';
  /** Absent: none. */
  readonly loop?: Loop;
}

/** Every preset, in the order in which they are shown. */
export const PRESETS: readonly Preset[] = [
  {
    id: 'product-reveal',
    title: 'Product reveal',
    prompt:
      'Slow cinematic push-in, a soft light sweep travels across the surface, the subject holds steady and in focus',
    needsLast: false,
    settings: { durationSec: 5 },
    why: 'One move and one light, and nothing else competes with the product: the eye goes in, the sheen shows the material.',
  },
  {
    id: 'hero-loop',
    title: 'Hero loop',
    prompt: 'Slow arc right, a soft light sweep travels across the surface',
    needsLast: false,
    settings: { durationSec: 6, aspect: '16:9', loop: 'seam' },
    why: 'Plays round and round at the top of a page: the camera comes back to where it began without a stop, so nobody sees the cut.',
  },
  {
    id: 'before-after',
    title: 'Before → after',
    prompt: 'Locked-off camera. Hold for one second, then the first picture becomes the last one and settles.',
    needsLast: true,
    settings: { durationSec: 4 },
    why: 'The camera stands still, so that all that moves is what changed; a second to see what was, and rest on what is.',
  },
  {
    id: 'product-turn',
    title: 'Product turn',
    prompt: 'The product rotates a quarter turn and settles, a soft light sweep travels across the surface',
    needsLast: true,
    settings: { durationSec: 5 },
    why: 'Two shots of one product, turned a little between them, become the turn; it lands on the second shot exactly.',
  },
  {
    id: 'character-idle',
    title: 'Character idle',
    prompt: 'Subtle handheld, the character stays still',
    needsLast: false,
    settings: { durationSec: 4, loop: 'seam' },
    why: 'A portrait that waits: an unsteadiness so small that it is felt rather than seen, and that never ends.',
  },
  {
    id: 'macro-glide',
    title: 'Macro glide',
    prompt: 'Slow pan right while the background melts into blur',
    needsLast: false,
    settings: { durationSec: 6 },
    why: 'Close to the material, sideways and slow; the softening background sets the subject off as a macro lens would.',
  },
  {
    id: 'light-sweep',
    title: 'Light sweep',
    prompt: 'Locked-off camera, a soft light sweep travels across the surface from left to right',
    needsLast: false,
    settings: { durationSec: 4 },
    why: 'Nothing moves but light: for glass, metal and lacquer, and wherever type stands over the picture.',
  },
  {
    id: 'ken-burns',
    title: 'Slow Ken Burns',
    prompt: 'Slow push-in while panning left',
    needsLast: false,
    settings: { durationSec: 8 },
    why: 'Closer and aside at once, long and slow: the way archive photographs are told in documentaries.',
  },
  {
    id: 'depth-arc',
    title: 'Depth arc',
    prompt: 'Slow arc left combined with a slight push-in, and it settles',
    needsLast: false,
    settings: { durationSec: 5 },
    why: 'The nearest that a flat picture comes to walking round a thing; a few degrees are enough to feel depth.',
  },
  {
    id: 'focus-reveal',
    title: 'Focus reveal',
    prompt: 'Locked-off camera. Rack focus from the background to the subject.',
    needsLast: false,
    settings: { durationSec: 4 },
    why: 'The eye is led without moving the frame: first the surroundings, then what it is about. --focus says where that is.',
  },
  {
    id: 'golden-hour',
    title: 'Golden hour',
    prompt: 'Locked-off camera, the light slowly turns warmer and dims a little',
    needsLast: false,
    settings: { durationSec: 8 },
    why: 'Time goes by in a place: the day goes down over interiors, terraces and landscapes.',
  },
  {
    id: 'story-push',
    title: 'Story push',
    prompt: 'Push in and settle',
    needsLast: false,
    settings: { durationSec: 3, aspect: '9:16' },
    why: 'For a phone held upright: soon under way, because a thumb waits for nobody, and at rest when the caption is read.',
  },
  {
    id: 'punch-in',
    title: 'Punch-in',
    prompt: 'Hold still for one second, then a dramatic crash zoom in',
    needsLast: false,
    settings: { durationSec: 2 },
    why: 'A beat, then the detail all at once: for cuts to music and the punchline of a meme.',
  },
  {
    id: 'end-card',
    title: 'End card',
    prompt: 'Slow pull-out for the first three seconds, then hold still',
    needsLast: false,
    settings: { durationSec: 5 },
    why: 'Ends on the whole picture and stays there, so that a logo and a line of type have time to be read.',
  },
];
