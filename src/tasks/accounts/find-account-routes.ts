import { findRoutes, type FoundRoutes, type Run } from '../find-model.js';
import type { TaskDeps } from '../task-deps.js';
import type { TaskModel } from '../task-model.js';
import type { AccountSettings } from './account-settings.js';

/** What was asked for runs here, and its account may not use it; the message says what it may. */
export interface NotAllowed {
  readonly kind: 'not_allowed';
  readonly of: 'model' | 'route';
  readonly message: string;
}

/**
 * `findRoutes` for an account: among what it may use. Where it names no route, the first that it may use is taken. `deps` are the
 * account's own: see `inAccount`.
 */
export function findAccountRoutes(
  { models, own }: Pick<TaskDeps, 'models' | 'own'>,
  model: string,
  route: string | undefined,
): FoundRoutes | NotAllowed {
  const settings = own?.settings;
  if (settings === undefined || (settings.models === undefined && settings.routes === undefined)) {
    return findRoutes(models, model, route);
  }
  const there = findRoutes(models, model, route);
  if (there.kind !== 'found') return there;
  const { id } = there.runs[0].model;
  if (!mayUseModel(settings, id)) {
    const message = `this account may not use the model ${id}. It may use: ${(settings.models ?? []).join(', ')}.`;
    return { kind: 'not_allowed', of: 'model', message };
  }
  const found = findRoutes(
    models.filter((one) => mayUseProvider(settings, one)),
    model,
    route,
  );
  if (found.kind === 'found' && found.runs.every((run) => mayUseRun(settings, run))) return found;
  const asked = route === undefined || route === '' ? 'that is the default' : route;
  const message = `this account may not use the route ${asked} of ${id}. It may use: ${(settings.routes ?? []).join(', ')}.`;
  return { kind: 'not_allowed', of: 'route', message };
}

/** Whether an account may use a model, by the catalogue's id. */
export function mayUseModel({ models }: Pick<AccountSettings, 'models'>, id: string): boolean {
  return models?.includes(id) !== false;
}

/** Whether an account may use any route of a provider. */
export function mayUseProvider(
  { routes }: Pick<AccountSettings, 'routes'>,
  { provider }: Pick<TaskModel, 'provider'>,
): boolean {
  return routes === undefined || routes.some((route) => route === provider || route.startsWith(`${provider}:`));
}

/** A provider's name allows all of its own routes; with a colon one of them, and `hiapi:default` what it takes when none is named. */
function mayUseRun({ routes }: AccountSettings, { model: { provider }, vendorRoute = 'default' }: Run): boolean {
  return routes === undefined || routes.includes(provider) || routes.includes(`${provider}:${vendorRoute}`);
}
