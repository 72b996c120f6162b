import type { Piece } from '../said.js';
import type { Word } from '../text/words.js';
import { readReframing } from './camera/framing.js';
import { readCamera } from './camera/read-camera.js';
import { readFocus } from './read-focus.js';
import { readHandheld } from './camera/read-handheld.js';
import { readLightChange } from './light/read-light-change.js';
import { readLightSweep } from './light/read-light-sweep.js';
import { readDeed } from './read-deed.js';
import { readNegation } from './read-negation.js';
import { readEffect, readHappening, readSound } from './read-scene.js';
import { readStanding } from './camera/read-standing.js';
import { readStillness } from './read-stillness.js';
import { readTurn } from './read-turn.js';
import type { Context, Reader } from './reader.js';

/** In this order: what is narrow and certain before what is wide. */
const READERS: readonly Reader[] = [
  readNegation,
  readEffect,
  readReframing,
  readFocus,
  readLightSweep,
  readLightChange,
  readHandheld,
  readStanding,
  readCamera,
  readTurn,
  readSound,
  readStillness,
  readHappening,
  readDeed,
];

/** What the first reader that understands anything takes words for; undefined: they describe, and ask for nothing. */
export function readPiece(words: readonly Word[], context: Context): Piece | undefined {
  for (const read of READERS) {
    const piece = read(words, context);
    if (piece !== undefined) return piece;
  }
  return undefined;
}
