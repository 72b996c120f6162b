import { AppError } from '../../contract/errors.js';
import type { Finding } from '../../contract/finding.js';
import type { InputReason } from '../../models/model-facts.js';

/** An input, or a still, that a model cannot take: every reason at once. `field` is that of the first. */
export class InputRefused extends AppError {
  readonly findings: readonly Finding[];

  /** `names`: what a caller calls the stills, by their fields; a finding says "the still", and there may be two. */
  constructor(
    code: 'bad_usage' | 'bad_input',
    findings: readonly Finding[],
    names: ReadonlyMap<string, string> = new Map(),
  ) {
    const [first, ...others] = findings;
    if (first === undefined) throw new TypeError('an input was refused without a reason');
    const isOne = others.length === 0;
    const told = (finding: Finding): string => {
      const name = names.get(finding.field);
      return `${name === undefined ? '' : `${name}: `}${withLimit(finding)}`;
    };
    const sentences = [first, ...others].map((finding) => `${bare(told(finding))}. ${finding.repair}`);
    super(code, isOne ? bare(told(first)) : sentences.join(' '), {
      field: first.field,
      ...(isOne ? { todo: first.repair } : {}),
    });
    this.findings = findings;
  }
}

/** A reason why an input cannot be read, as a finding. */
export function findingOf({ field, message, todo }: InputReason): Finding {
  return { code: 'not_taken', severity: 'refuse', field, measured: `${bare(message)}.`, repair: todo };
}

/** With the limit, which a sentence of a still does not say by itself. */
function withLimit({ measured, limit }: Finding): string {
  return limit === undefined ? measured : `${bare(measured)} (limit: ${limit})`;
}

function bare(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
