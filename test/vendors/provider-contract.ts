import { describe } from 'vitest';
import { askingContract } from './contract/asking.js';
import { recoveringContract } from './contract/recovering.js';
import type { ProviderUnderTest } from './contract/subject.js';
import { submittingContract } from './contract/submitting.js';

/**
 * What every provider keeps, held against a vendor on loopback: an order is sent exactly, once, and refused only with proof; asking is no
 * judging; what was lost is found again or said to be unsure; nothing that a person may see holds a key.
 */
export function providerContract(subject: ProviderUnderTest): void {
  describe(`${subject.name} keeps the contract of providers`, () => {
    describe('submitting', () => submittingContract(subject));
    describe('asking', () => askingContract(subject));
    describe('recovering', () => recoveringContract(subject));
  });
}
