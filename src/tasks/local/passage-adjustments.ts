import type { Adjustment } from '../../contract/adjustment.js';
import type { Loop } from '../../motion/directions.js';
import type { PassageFacts } from '../../providers/local/local-renderer.js';

/** The adjustments of a render, with what became of the wish to go from one still to another where that is not what was asked. */
export function withPassage(
  planned: readonly Adjustment[],
  { way, confidence }: PassageFacts,
  loop: Loop,
): readonly Adjustment[] {
  const asked = 'a way from the first still to the last';
  switch (way) {
    case 'layers':
      return planned;
    case 'dissolve': {
      const figure = `confidence ${confidence.toFixed(2)} of 1`;
      const reason = `Too little of the first still is found again in the last to move it there (${figure}), so one dissolves into the other.`;
      return [...planned, { code: 'dissolved', field: 'last', asked, used: 'a dissolve', reason }];
    }
    case 'hold': {
      const used = loop === 'none' ? 'a hold' : 'a loop of the one picture';
      const reason = `The first and the last still are the same picture, and there is no way to go: the clip is ${used}.`;
      // Where in a loop the last still is shown is no matter when it is the first.
      const others = planned.filter(({ code }) => code !== 'last_before_the_end');
      return [...others, { code: 'same_stills', field: 'last', asked, used, reason }];
    }
  }
}
