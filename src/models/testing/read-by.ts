import type { ModelOrder } from '../../contract/model-order.js';
import { findModelFacts } from '../catalogue.js';
import type { InputReason, ReadInput } from '../model-facts.js';

/** Reads an input by the model of that name. @throws Error when there is none */
export function readBy(model: string, input: Readonly<Record<string, unknown>>): ReadInput {
  const facts = findModelFacts(model);
  if (facts === undefined) throw new Error(`no model ${model}`);
  return facts.read(input);
}

/** The order that an input is read into. @throws Error with the reasons when it is refused */
export function orderOf(model: string, input: Readonly<Record<string, unknown>>): ModelOrder {
  const read = readBy(model, input);
  if (read.kind === 'refused') throw new Error(read.reasons.map(({ message }) => message).join('; '));
  return read.order;
}

/** Why an input is refused; none when it is not. */
export function reasonsOf(model: string, input: Readonly<Record<string, unknown>>): readonly InputReason[] {
  const read = readBy(model, input);
  return read.kind === 'refused' ? read.reasons : [];
}
