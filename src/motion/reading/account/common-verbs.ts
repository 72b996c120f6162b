import type { Form } from '../words/inflect.js';

/**
 * What people, animals and machines do, as far as neither a reader nor the table of deeds knows it. As with those deeds, no reader goes
 * by them: where a verb can stand they are one, so that what somebody does is named whatever it is. What only is so is not among them.
 */
const VERBS = listed(`
  abolish, accelerate, accept, acclaim, accuse, acknowledge, adapt, administer, admire, admit, adopt, adore,
  advertise, advise, agree, allow, alter, amaze, amuse, analyze, announce, annoy, apologize, appreciate, apprehend,
  approve, approximate, ascertain, ask, assert, assign, assist, assume, astonish, atone, attain, attend, attract,
  audition, autograph, avert, avoid, await, bail, banish, bankrupt, barricade, barter, beautify, befriend, beg, begin,
  beguile, behave, belittle, berate, bestow, betray, beware, bicker, bifurcate, bind, blab, blackmail, bless, boggle,
  borrow, boycott, breed, bring, broil, browse, bully, burp, bypass, calculate, calibrate, captivate, cede, celebrate,
  censor, certify, chaperone, characterize, chastise, chide, choose, christen, clarify, cleanse, clothe, coax,
  cohabit, collaborate, collect, comfort, commemorate, commend, commiserate, commit, communicate, commute, compare,
  compensate, compete, compile, complain, complete, compose, comprehend, concede, conceive, concentrate, conclude,
  concoct, condemn, condone, confer, confess, confide, configure, confirm, confiscate, conform, confront, confuse,
  congratulate, conquer, conserve, consider, consolidate, conspire, consult, contemplate, contend, contribute,
  converse, convince, cooperate, correct, cosset, counsel, covet, create, cripple, criticize, cultivate, curate, daub,
  deceive, decide, decipher, declare, decorate, dedicate, deduce, defect, defer, define, defuse, delegate, deliberate,
  deliver, demonstrate, demote, denounce, deny, depart, depress, derive, describe, designate, despise, destroy,
  detain, deter, detest, develop, devise, devote, diagnose, dictate, differ, digest, diminish, dine, disagree,
  disappoint, disarm, disclose, discourage, discuss, disgust, disinfect, dismiss, displease, disprove, disregard,
  dissect, dissent, distinguish, distract, distribute, disturb, divert, divorce, donate, edit, educate, elect, elicit,
  eliminate, elude, emigrate, emulate, enact, encourage, endure, energize, enforce, engrave, engross, enjoy, enlist,
  enrich, enroll, ensnare, entertain, entice, envisage, equip, escalate, establish, evade, evaluate, evict,
  exaggerate, examine, excavate, excel, exclaim, execute, exert, expect, expedite, expire, explain, explore, extort,
  fabricate, facilitate, fascinate, flatter, flaunt, flex, flog, forbid, foresee, forfeit, forget, forgive, formulate,
  fortify, foster, frighten, frustrate, fulfill, furnish, gain, glean, glorify, govern, graduate, grasp, happen,
  harass, harmonize, hear, heed, hesitate, hijack, hinder, hire, hobble, hone, hypnotize, identify, idolize, ignore,
  imagine, imitate, immigrate, impede, implement, implore, impose, impress, imprison, improve, improvise, incite,
  incline, infect, infiltrate, inflict, influence, inform, inherit, initiate, injure, innovate, inquire, inscribe,
  insist, inspect, inspire, install, instruct, insulate, integrate, intend, interact, intercept, interfere, interpret,
  interrogate, interrupt, intimidate, intoxicate, introduce, intrude, invent, investigate, invite, irrigate, irritate,
  isolate, jeer, jeopardize, justify, kidnap, languish, lay, lean, learn, leer, legislate, liberate, listen, loathe,
  locate, lose, lurk, maintain, manage, manufacture, mediate, memorize, mesmerize, minimize, misbehave, misjudge,
  misplace, moderate, modify, motivate, narrate, negotiate, nominate, nurture, obey, oblige, observe, obstruct,
  obtain, occur, offend, omit, operate, oppose, opt, orchestrate, organize, originate, outrun, outsmart, overcome,
  overhear, overpower, oversee, overwhelm, pamper, participate, peddle, penetrate, perceive, persecute, persist,
  persuade, pester, pilfer, plagiarize, please, pollute, portray, postpone, preach, predict, preserve, preside,
  presume, prevail, prevent, proceed, proclaim, prod, profess, prohibit, prolong, promote, pronounce, proofread,
  propose, prosper, protect, prove, provide, provoke, publicize, publish, punish, put, realize, reap, reassure, rebel,
  rebuke, recall, receive, recite, recognize, recover, rectify, recuperate, recycle, redeem, redirect, refer, refine,
  refrain, refresh, regain, regulate, reinforce, reject, rejoice, relate, relax, relent, relive, relocate, rely,
  remember, remind, remodel, renounce, repay, repent, replicate, repress, reprimand, reproach, resent, resign, resist,
  resume, retain, retaliate, retire, retrieve, reunite, revel, revere, revise, sabotage, sanctify, sanitize, scold,
  sculpt, secure, seduce, see, seek, select, send, shelve, shoplift, shorten, shun, sideline, sightsee, simulate,
  slay, smother, socialize, solicit, solve, sow, specialize, specify, speculate, spellbind, spit, starve, steal,
  stimulate, stockpile, stow, straggle, strangle, strategize, strengthen, strive, stun, subdue, submit, subscribe,
  substitute, succeed, sue, suffer, summarize, summon, supervise, suppress, surmount, surpass, survive, sympathize,
  tabulate, tame, tattle, tell, tempt, terminate, terrify, terrorize, testify, think, thrive, thwart, tolerate,
  transcribe, transfix, translate, transmit, trespass, troubleshoot, unbolt, undergo, understand, undertake, unearth,
  unify, unite, unpin, unplug, unstrap, untwist, uphold, usher, utilize, utter, validate, vandalize, verify, vie,
  visualize, waken, wallow, warn, weaken, win, wiretap, withdraw, withhold, woo, yearn`);

/** As {@link VERBS}, and names of things as well: "the guard checks the bags", "security checks". */
const NAMES_TOO = listed(`
  ache, aid, alert, ambush, anchor, arrest, assault, attempt, award, backpedal, bait, ban, bandage, bar, barbecue,
  bargain, battle, bet, bid, binge, blame, blindfold, block, bluff, boast, boo, book, bookmark, bother, box, brag,
  breakfast, brief, broadcast, budget, butter, cancel, captain, caption, care, caution, challenge, charm, chart,
  cheat, check, chill, cloak, clone, coach, command, comment, compliment, compute, conduct, consent, console, contact,
  contest, control, counter, craft, credit, cure, curse, cycle, dare, daydream, deal, debate, debut, decline, defeat,
  delay, delight, demand, deposit, desert, discover, disguise, dispatch, display, dispute, document, doubt, download,
  dry, edge, elbow, encounter, envy, escort, exchange, excuse, exhibit, exile, experiment, exploit, export, express,
  fail, fast, favor, file, film, finance, find, finish, flavor, flirt, forecast, fry, fund, gag, garden, gauge,
  glimpse, gossip, grade, grant, grieve, groom, grouse, guard, guess, guide, hand, handle, harness, heat, help, hike,
  hoard, honor, hope, host, hurt, insult, interview, itch, jockey, joke, journey, judge, kill, label, lament, lease,
  lecture, lend, license, litter, lob, lobby, lock, lodge, loot, lull, mail, make, mandate, mark, marry, massage,
  match, measure, menace, mention, mock, model, monitor, motor, murder, muse, neglect, nest, notice, nurse,
  object, offer, order, panic, partner, party, patch, pay, phone, photograph, pilot, pine, pity, place, plan, pledge,
  plot, plunder, post, potter, praise, present, pretend, print, probe, produce, profit, program, project, promise,
  prompt, protest, prune, purchase, question, queue, quit, quiz, quote, ration, record, recruit, refund, refuse,
  register, regret, remark, render, rent, repair, repeat, reply, report, request, rescue, research, reserve, resort,
  return, reverse, review, revolt, reward, ridicule, rig, risk, roughhouse, route, ruin, rule, sacrifice, sample,
  save, savor, scare, schedule, scheme, score, scorn, scout, screen, script, search, sentence, serenade, shadow,
  shampoo, shape, share, shield, ship, shock, shoulder, sign, signal, slaughter, smuggle, snack, snub, solo, sort,
  spear, spend, spoil, sponsor, spook, spotlight, spy, starch, store, supper, supply, support, surrender, survey,
  suspect, swindle, switch, tally, target, tattoo, tax, tease, telegraph, telephone, tend, test, thank, torment,
  torture, tour, trace, trade, transport, trap, treat, trick, trigger, triumph, trust, tutor, update, upgrade, upset,
  urge, use, venture, view, visit, voice, void, volunteer, vote, wait, warrant, waste, watch, weather, wed, weigh,
  whack, wheel, wish, witness, wonder, worry, worship, wound, yield`);

const BASES: ReadonlySet<string> = new Set([...VERBS, ...NAMES_TOO]);
const NAMED: ReadonlySet<string> = new Set(NAMES_TOO);

/** As which form a word is a common verb; undefined: it is none. */
export function commonForm(word: string): Form | undefined {
  if (BASES.has(word)) return 'base';
  const form = endingOf(word);
  return form !== undefined && basesOf(word).some((base) => BASES.has(base)) ? form : undefined;
}

/** Whether a common verb is a name of things as well, in this form. */
export function isNameToo(word: string): boolean {
  return NAMED.has(word) || (endingOf(word) !== undefined && basesOf(word).some((base) => NAMED.has(base)));
}

function endingOf(word: string): Form | undefined {
  if (word.endsWith('ing')) return 'ing';
  if (word.endsWith('ed')) return 'ed';
  return word.endsWith('s') ? 's' : undefined;
}

/**
 * What a word may be a form of. The table is asked by a word's ending, and not made of all its forms: that would take longer than
 * reading a prompt does, each time the program starts.
 */
function basesOf(word: string): readonly string[] {
  const stem = word.replace(/(s|ing|ed)$/, '');
  const isS = word.endsWith('s');
  if (isS)
    return [stem, ...(stem.endsWith('ie') ? [`${stem.slice(0, -2)}y`] : stem.endsWith('e') ? [stem.slice(0, -1)] : [])];
  return [
    stem,
    `${stem}e`,
    ...(stem.endsWith('i') ? [`${stem.slice(0, -1)}y`] : []),
    ...(stem.endsWith('y') ? [`${stem.slice(0, -1)}ie`] : []),
    stem.replace(/(.)\1$/, '$1'),
  ];
}

function listed(text: string): readonly string[] {
  return text.trim().split(/,\s+/);
}
