import { verbs, words } from './word-list.js';

/** The small words that hold a sentence together, and the ones that carry a request without being one. */
export const GRAMMAR_WORDS = {
  determiner: words(`
      a, an, the, this, that, these, those, its, his, her, their, our, your, my, some, any, each, every, all, both,
      another`),
  pronoun: words('it, they, them, itself, themselves, this one'),
  /** Whoever is "she" is alive. */
  person: words('she, he, him, herself, himself, someone, somebody, who'),
  /** The camera speaks: "we push in". */
  we: words('we, us, you'),
  preposition: words(`
      of, on, in, at, from, by, to, into, onto, toward, towards, through, throughout, across, over, under, beneath,
      underneath, behind, beside, between, among, near, against, along, alongside, past, above, below, within, inside,
      outside, upon, off, about, around, round, for, with, without, like, per, via, during, amid, despite, next to, in
      front of, on top of, out of, because of`),
  be: words("is, are, was, were, be, been, being, am, it's, that's, there's, we're"),
  auxiliary: words(`
      will, would, shall, should, can, could, may, must, might, does, do, did, has, had, let's, gonna, to be, begins to,
      starts to, starting to, beginning to, begin to, start to, continues to, continue to, seems to, appears to`),
  negation: words(`
      no, not, without, without any, never, avoid, avoiding, none, don't, dont, doesn't, doesnt, isn't, aren't, won't,
      can't, cannot, shouldn't, mustn't, didn't, nothing, nobody, neither, nor, zero, minus, free of, instead of, rather
      than, do not, does not, exclude, excluding, no need to`),
  /** Verbs by which one orders a change and then names it. */
  carrier: [
    verbs(`
      make, let, have, add, create, use, apply, include, want, need, try, generate, produce, employ, perform, execute,
      imagine, give`),
    words(`
      please, give me, gives us, i want, i would like, i'd like, i'd love, i need, we need, we want, let's go with,
      let's have, let us, how about, looking for, can you, could you, there is, there are, we see, you see, as if, as
      though`),
  ],
  /** What comes first: "starts on the dial". */
  opening: words(`
      start with, starts with, starting with, start on, starts on, starting on, begin with, begins with, beginning with,
      begin on, begins on, beginning on, open with, opens with, opening with, open on, opens on, opening on, start,
      starts, starting, begin, begins, beginning, start from, starts from, starting from,
      start as, starts as, starting as, begin as, begins as, open as, opens as, open wide, opens wide, opening wide`),
  filler: words(`
      whatsoever, low, high, nothing but, one by one, one after the other, one after another, just, only, simply, also, too, so, even, again, here, there, now, then again, very,
      really, quite, rather, still, somewhat, fairly, all the way, right at, right in, right on, right before, right
      after, right as, right now, exactly, roughly, approximately, more, most, kind of, sort of, not only, as well,
      together, such as, own, please, well, yes, ok, okay, itself, actually, perhaps, maybe, along with, part of,
      almost, mostly, alone, once more`),
  /** Words that take back what was said before them. */
  correction: words('no wait, wait no, scratch that, actually no, strike that, on second thought'),
  relative: words('that, which, who, whose, where'),
  /** Verbs that only say that something goes on, or what it is good for. */
  purpose: verbs(`
      reveal, show, highlight, emphasize, emphasise, expose, showcase, feature, draw attention, draw the eye, capture,
      display, uncover, accentuate, underline, underscore, evoke, suggest, convey, ensure, add depth, feel, frame,
      present, discover, introduce, establish, bring out, isolate, take in`),
  /** What comes at the end: "ending on a hold". */
  ending: [
    verbs('end, finish, conclude, culminate, arrive, wrap up'),
    words(`
      end on, ends on, ending on, end with, ends with, ending with, end in, ends in, ending in, end as, ends as, ending as, finish on, finishes on,
      finishing on`),
  ],
} as const;

/** Words that end a clause and begin another, and how the second follows the first. */
export const JOINTS = {
  /** The two belong side by side. */
  list: words('and, plus, but, &, +, |'),
  /** At the same time. */
  together: words(`
      while, whilst, as, with, meanwhile, simultaneously, at the same time, at once, alongside, in sync with, in tandem
      with, all the while, and as, and while, combined with, coupled with, paired with, accompanied by, together with,
      as well as, except, except for, apart from, other than, besides`),
  /** The second comes after the first. */
  next: words(`
      then, and then, but then, next, and next, afterwards, afterward, and afterwards, subsequently, followed by, and
      finally, finally, lastly, eventually, secondly, in turn, after that, after this, after which, and after that,
      thereafter, from there, before then, before finally, and lastly, →, ⇒, >, thirdly, later, before, prior to, until,
      till, leading into, transitioning into, transitions into, which then, that then, only then, and only then`),
  /** The first comes after the second. */
  previous: words('after, once, when, as soon as, whenever'),
} as const;
