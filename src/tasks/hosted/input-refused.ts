import { AppError } from '../../contract/errors.js';
import type { Finding } from '../../contract/finding.js';
import type { InputReason } from '../../models/model-facts.js';

/** An input, or a still, that a model cannot take: every reason at once. `field` is that of the first. */
export class InputRefused extends AppError {
  readonly findings: readonly Finding[];

  constructor(code: 'bad_usage' | 'bad_input', findings: readonly Finding[]) {
    const [first, ...others] = findings;
    if (first === undefined) throw new TypeError('an input was refused without a reason');
    const isOne = others.length === 0;
    super(code, isOne ? bare(told(first)) : [first, ...others].map(sentences).join(' '), {
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
function told({ measured, limit }: Finding): string {
  return limit === undefined ? measured : `${bare(measured)} (limit: ${limit})`;
}

function sentences(finding: Finding): string {
  return `${bare(told(finding))}. ${finding.repair}`;
}

function bare(sentence: string): string {
  return sentence.replace(/\.$/, '');
}
