import { findModelFacts, MODEL_CATALOGUE, vendorIdOf } from '../../models/catalogue.js';

/**
 * The catalogue's id of a model by the name a vendor calls it by, dated snapshots of it included; `undefined`: the catalogue has none, or the
 * name stands for whatever its owner has set (`ep-…`).
 */
export function catalogueNameOf(provider: string, vendorName: string, region?: string): string | undefined {
  const byOwnName = MODEL_CATALOGUE.find((facts) => {
    const own = vendorIdOf(facts, provider, region);
    return own !== undefined && (vendorName === own || isSnapshotOf(vendorName, own));
  });
  const facts = byOwnName ?? findModelFacts(vendorName);
  return facts !== undefined && vendorIdOf(facts, provider, region) !== undefined ? facts.id : undefined;
}

/** `wan2.7-i2v-2026-04-25` of `wan2.7-i2v`. */
function isSnapshotOf(name: string, own: string): boolean {
  return name.startsWith(`${own}-`) && /^\d[\d-]*$/.test(name.slice(own.length + 1));
}
