import type { ReadonlyModelListing } from '../../contract/model.js';
import type { ProvenRoute } from '../../store/operations/proven-routes.js';

/** Listings with what was proven here: `live` with its date, where a render came through for money. */
export function withProven(
  listings: readonly ReadonlyModelListing[],
  proven: readonly ProvenRoute[],
): readonly ReadonlyModelListing[] {
  return listings.map((listing) => {
    const routes = listing.routes.map((route) => {
      const found = proven.find(({ model, provider }) => model === listing.id && provider === route.route);
      if (found === undefined) return route;
      return { ...route, proven: found.proven, provenOn: new Date(found.atMs).toISOString().slice(0, 10) };
    });
    return { ...listing, routes, proven: routes[0]?.proven ?? listing.proven };
  });
}
