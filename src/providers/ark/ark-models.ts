import { findModelFacts, vendorIdOf } from '../../models/catalogue.js';

/** The two clouds that Ark runs in: BytePlus ModelArk (Singapore) and Volcengine Ark (Beijing). Keys, models and prices are apart. */
export type ArkRegion = 'byteplus' | 'volcengine';

/** Where each is called. */
export const ARK_BASE_URLS: Readonly<Record<ArkRegion, string>> = {
  byteplus: 'https://ark.ap-southeast.bytepluses.com/api/v3',
  volcengine: 'https://ark.cn-beijing.volces.com/api/v3',
};

/** What each is called, for people. */
export const ARK_NAMES: Readonly<Record<ArkRegion, string>> = {
  byteplus: 'BytePlus ModelArk',
  volcengine: 'Volcengine Ark',
};

/** The cloud behind a base URL. A host of neither, such as a gateway, is taken for BytePlus, as the default URL is. */
export function arkRegionOf(baseUrl: string): ArkRegion {
  const host = URL.canParse(baseUrl) ? new URL(baseUrl).hostname : '';
  return /(^|\.)(volces\.com|volcengine\.com|volcengineapi\.com)$/.test(host) ? 'volcengine' : 'byteplus';
}

/**
 * Ark's id of a catalogue's model in a region; `undefined` for one that it does not run. An id that is Ark's own already (`ep-…`,
 * `dreamina-…`, `doubao-…`) stays as it is.
 */
export function arkModelId(model: string, region: ArkRegion): string | undefined {
  if (/^(ep|dreamina|doubao)-/.test(model)) return model;
  const facts = findModelFacts(model);
  if (facts === undefined) return undefined;
  return region === 'volcengine' ? vendorIdOf(facts, 'ark', 'cn') : vendorIdOf(facts, 'ark');
}
