import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { readDirections } from '../../src/motion/read-directions.js';
import { describeFailures, type LabelledAction, type LabelledPrompt, scoreTable } from './score-reading.js';

/** The share of prompts in which something may be named that nobody would miss: being told too much is the smaller fault. */
const MOST_OVERTOLD = 0.05;

function tableOf(name: string): readonly LabelledPrompt[] {
  return readFileSync(new URL(name, import.meta.url), 'utf8')
    .split('\n')
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map(labelled);
}

function labelled(line: string): LabelledPrompt {
  const [prompt = '', moves = '', actions = '', named = ''] = line.split('||').map((part) => part.trim());
  const kinds = listed(moves, ',');
  return {
    prompt: prompt.replaceAll(String.raw`\n`, '\n'),
    last: false,
    camera: kinds
      .filter((kind) => kind !== 'turn')
      .map((kind) => ({ kind: kind.split(' ')[0] ?? kind, direction: kind.split(' ')[1] ?? null })),
    turn: kinds.includes('turn'),
    actions: listed(actions, ',').map(actionOf),
    easing: null,
    times: [],
    unrendered: listed(named, ';'),
  };
}

function listed(text: string, separator: string): readonly string[] {
  return text
    .split(separator)
    .map((one) => one.trim())
    .filter((one) => one !== '');
}

function actionOf(text: string): LabelledAction {
  const [kind = '', more] = text.split(' ');
  if (kind === 'sweep') return { kind: 'light_sweep', direction: more ?? null };
  return kind === 'focus'
    ? { kind: 'focus_pull', to: more ?? 'subject' }
    : { kind: 'light_change', change: kind.split('+') };
}

/** What is left out by name, though the label asks for none of it. */
function overtold({ prompt, unrendered }: LabelledPrompt): readonly string[] {
  const { adjustments } = readDirections(prompt, { seed: 1, durationSec: 5, hasLast: false });
  const spans = unrendered.map((words) => ({
    start: prompt.indexOf(words),
    end: prompt.indexOf(words) + words.length,
  }));
  return adjustments.flatMap(({ code, asked, span }) => {
    if (code !== 'action_left_out' || span === undefined) return [];
    return spans.some(({ start, end }) => span.start < end && start < span.end) ? [] : [`${prompt}: ${asked}`];
  });
}

describe.each([
  ['prompts that ask for what no still can do', 'nothing-vanishes.txt'],
  ['prompts as they are typed', 'everyday.txt'],
])('%s', (_, name) => {
  const table = tableOf(name);
  const { share, scores } = scoreTable(table);

  it('have labels that stand in them', () => {
    const lost = table.flatMap(({ prompt, unrendered }) => unrendered.filter((words) => !prompt.includes(words)));
    expect(lost).toEqual([]);
  });

  it('lose nothing in silence', () => {
    expect(describeFailures(scores.map((score) => ({ ...score, wrong: [], mistimed: [] })))).toBe('');
  });

  it('are read for the moves and actions beside it', () => {
    if (share < 1) process.stderr.write(`\n${describeFailures(scores)}\n`);
    expect(share).toBeGreaterThanOrEqual(0.97);
  });

  it('are seldom told of what only describes', () => {
    const told = table.flatMap(overtold);
    expect(told.length / table.length, told.join('\n')).toBeLessThanOrEqual(MOST_OVERTOLD);
  });
});
