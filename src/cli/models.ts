import type { Command } from 'commander';
import type { ListedModel } from '../client/task-reply.js';
import type { CliDeps } from './cli-deps.js';
import { withLine } from './line/line.js';
import { jsonLines, tableLines } from './table.js';

type RoutePrices = NonNullable<ListedModel['routes']>[number]['prices'];

const EXAMPLES = `
Examples:
  $ firstframe models
  $ firstframe models --json`;

/** Adds `firstframe models`: what can be asked for, and what it costs. */
export function addModelsCommand(program: Command, { openLine, stdout, signal }: CliDeps): void {
  program
    .command('models')
    .summary('list the models and what they cost')
    .description(
      'Lists the models that can be asked for, what they make, who runs them, what a second costs, and which key is missing.',
    )
    .option('--json', 'print them to stdout as JSON, with the fields that each takes')
    .addHelpText('after', EXAMPLES)
    .action(async ({ json }: { readonly json?: true }) => {
      const models = await withLine(openLine, { works: false }, ({ client }) => client.models({ signal }));
      const headings = ['MODEL', 'SECONDS', 'RESOLUTIONS', 'FIRST', 'LAST', 'ROUTE', 'USD/S', 'PROVEN', 'HERE'];
      stdout.write(json === true ? jsonLines(models) : tableLines(headings, models.flatMap(rowsOf)));
    });
}

/** A row a route: the default first, and what each of the others waits for. */
function rowsOf(model: ListedModel): string[][] {
  const { id, durationSec, resolutions = [], firstFrame = '', lastFrame = '', routes = [], withdrawn } = model;
  const seconds = durationSec === undefined ? '' : `${durationSec.min}-${durationSec.max}`;
  const about = [id, seconds, resolutions.join(' '), firstFrame, lastFrame];
  if (withdrawn !== undefined) return [[...about, '', '', '', `withdrawn: use ${withdrawn.successor}`]];
  if (routes.length === 0) return [[...about, '', priceTold(model), model.proven ?? '', '']];
  return routes.map((route) => {
    const { configured = true, needs } = route;
    const here = configured ? 'ready' : needs === undefined ? 'not configured' : `needs ${needs}`;
    return [
      ...about,
      route.route,
      priceTold(model, route.prices),
      route.provenOn === undefined ? route.proven : `${route.proven} ${route.provenOn}`,
      here,
    ];
  });
}

/** `free`, `0.1-0.15`, or that nobody publishes it. */
function priceTold({ priceUsdPerSec }: ListedModel, prices: RoutePrices = []): string {
  if (priceUsdPerSec !== undefined) return priceUsdPerSec === 0 ? 'free' : String(priceUsdPerSec);
  const known = prices.map(({ usdPerSec }) => usdPerSec);
  if (known.length === 0) return 'unknown';
  const [least, most] = [Math.min(...known), Math.max(...known)];
  return least === most ? String(least) : `${least}-${most}`;
}
