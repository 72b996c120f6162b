import type { Sense } from '../../words/lexicon.js';

/** Verbs and nouns of film: they are the camera's whoever is not named. */
export const FILM: readonly Sense[] = [
  ...([
    'zoom',
    'vertigo',
    'push',
    'approach',
    'pull',
    'retreat',
    'pan',
    'truck',
    'crane',
    'tilt',
    'roll',
    'arc',
    'orbit',
  ] as const),
];

/** Plain verbs: they are the camera's only where it is their subject, or nobody is. */
export const PLAIN: readonly Sense[] = ['travel', 'rise', 'descend', 'gaze', 'spin'];
