import type { TaskModel } from './task-model.js';

/** Who runs a task, and by which of that provider's own routes; see {@link findRoutes}. */
export interface Run {
  readonly model: TaskModel;
  /** HiAPI's own route, such as `pro`; absent: its default, or a provider that has none. */
  readonly vendorRoute?: string;
}

/** Why there is nobody to run a model, as a sentence for its caller. */
export interface NoRoute {
  /** `no_key`: it is known, and who runs it is not configured here: the message names the variables. */
  readonly kind: 'unknown_model' | 'unknown_route' | 'no_key';
  readonly message: string;
}

/** Who can run what was asked for, in the order of failing over; or why nobody can. */
export type FoundRoutes = { readonly kind: 'found'; readonly runs: readonly [Run, ...Run[]] } | NoRoute;

/** A model that was asked for, or why there is none. */
export type FoundModel = { readonly kind: 'found'; readonly model: TaskModel } | NoRoute;

/** The providers that a route can name. */
export const PROVIDERS = ['local', 'hiapi', 'ark', 'dashscope', 'runway'] as const;

/** The provider whose own routes are understood without its name. */
const BARE_ROUTES_OF = 'hiapi';

/**
 * Those of them that are known (docs.hiapi.ai, create task; HiAPI's Python SDK; read 2026-11). A slip of the pen is none: it would be ordered,
 * or refused, at a vendor that nobody meant. One that is newer is written with its provider's name.
 */
const BARE_ROUTES: readonly string[] = ['pro', 'ext', 'beta'];

/** One word of a route: a provider, HiAPI's own, or the two with a colon. */
const ROUTE_WORD = /^([A-Za-z0-9][\w.-]*)(?::([A-Za-z0-9][\w.-]*))?$/;

/**
 * Finds who runs `model` by `route`: a provider, one of HiAPI's own routes (`pro`, or `hiapi:pro`), or several with commas, each
 * another provider, in the order of failing over. Absent or `default`: the first that is configured. It knows what runs here;
 * `whyMissing` says of what does not why that is.
 */
export function findRoutes(models: readonly TaskModel[], model: string, route: string | undefined): FoundRoutes {
  const runs = models.filter(({ id, aliases }) => id === model || aliases?.includes(model) === true);
  if (runs.length === 0) {
    const known = [...new Set(models.map(({ id }) => id))].join(', ');
    return { kind: 'unknown_model', message: `the model ${quoted(model)} is not available here. Available: ${known}.` };
  }
  const found: Run[] = [];
  for (const word of wordsOf(route)) {
    const run = findRun(runs, word);
    if (run === undefined) {
      return unknownRoute(
        word,
        model,
        runs.map(({ provider }) => provider),
      );
    }
    if (found.some((other) => other.model.provider === run.model.provider)) {
      const message = `the route ${quoted(route ?? '')} names ${run.model.provider} twice. Name each provider once: a task fails over from one to another.`;
      return { kind: 'unknown_route', message };
    }
    found.push(run);
  }
  const [first, ...others] = found;
  if (first === undefined) throw new TypeError('a route without a word');
  return { kind: 'found', runs: [first, ...others] };
}

/** The first of {@link findRoutes}. */
export function findModel(models: readonly TaskModel[], model: string, route: string | undefined): FoundModel {
  const found = findRoutes(models, model, route);
  return found.kind === 'found' ? { kind: 'found', model: found.runs[0].model } : found;
}

/** The words of a route, in their order; `default` where it is absent or empty. */
export function wordsOf(route: string | undefined): readonly string[] {
  return route === undefined || route === '' ? ['default'] : route.split(',').map((word) => word.trim());
}

/** Why a word of a route leads nowhere, with those that lead to these providers. */
export function unknownRoute(word: string, model: string, providers: readonly string[]): NoRoute {
  const own = providers.includes(BARE_ROUTES_OF) ? BARE_ROUTES.map((name) => `${BARE_ROUTES_OF}:${name}`) : [];
  const routes = ['default', ...providers, ...own].join(', ');
  const more = own.length === 0 ? '' : ` Another of HiAPI’s own is written ${BARE_ROUTES_OF}:name.`;
  return {
    kind: 'unknown_route',
    message: `the route ${quoted(word)} is unknown for ${model}. Routes: ${routes}.${more}`,
  };
}

/** The provider that a word of a route names, and its own route where it says one; `undefined` for what is no word of a route. */
export function readRouteWord(word: string): { readonly provider: string; readonly vendorRoute?: string } | undefined {
  const [, name, own] = ROUTE_WORD.exec(word) ?? [];
  if (name === undefined) return undefined;
  if (own !== undefined) return name === BARE_ROUTES_OF ? { provider: name, vendorRoute: own } : undefined;
  if ((PROVIDERS as readonly string[]).includes(name)) return { provider: name };
  return BARE_ROUTES.includes(name) ? { provider: BARE_ROUTES_OF, vendorRoute: name } : undefined;
}

function findRun(runs: readonly TaskModel[], word: string): Run | undefined {
  const [first] = runs;
  if (word === 'default') return first && { model: first };
  // By its own name first: a provider that only tests have is no route of HiAPI's.
  const named = runs.find(({ provider }) => provider === word);
  if (named !== undefined) return { model: named };
  const read = readRouteWord(word);
  const model = runs.find(({ provider }) => provider === read?.provider);
  if (model === undefined || read === undefined) return undefined;
  // What HiAPI calls `default` is what it takes when nothing is said.
  const { vendorRoute } = read;
  return { model, ...(vendorRoute === undefined || vendorRoute === 'default' ? {} : { vendorRoute }) };
}

/** A caller's word in a message: cut to a length at which a message can still be read. */
export function quoted(word: string): string {
  return JSON.stringify(word.length > 80 ? `${word.slice(0, 80)}…` : word);
}
