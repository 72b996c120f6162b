import type { Command } from 'commander';
import type { ListedModel } from '../client/task-reply.js';
import type { CliDeps } from './cli-deps.js';
import { withLine } from './line/line.js';
import { jsonLines, tableLines } from './table.js';

const EXAMPLES = `
Examples:
  $ firstframe models
  $ firstframe models --json`;

/** Adds `firstframe models`: what can be asked for, and what it costs. */
export function addModelsCommand(program: Command, { openLine, stdout, signal }: CliDeps): void {
  program
    .command('models')
    .summary('list the models and what they cost')
    .description('Lists the models that can be asked for, what they make, and what they cost.')
    .option('--json', 'print them to stdout as JSON, with the fields that each takes')
    .addHelpText('after', EXAMPLES)
    .action(async ({ json }: { readonly json?: true }) => {
      const models = await withLine(openLine, { works: false }, ({ client }) => client.models({ signal }));
      const headings = ['MODEL', 'SECONDS', 'RESOLUTIONS', 'LAST STILL', 'PRICE', 'RUN BY', 'PROVEN'];
      stdout.write(json === true ? jsonLines(models) : tableLines(headings, models.map(rowOf)));
    });
}

function rowOf(model: ListedModel): string[] {
  const { id, durationSec, resolutions = [], lastFrame, priceUsdPerSec, routes = [], proven } = model;
  const price = priceUsdPerSec === undefined ? 'unknown' : priceUsdPerSec === 0 ? 'free' : `$${priceUsdPerSec}/s`;
  const seconds = durationSec === undefined ? '' : `${durationSec.min}-${durationSec.max}`;
  return [
    id,
    seconds,
    resolutions.join(' '),
    lastFrame ?? '',
    price,
    routes.map(({ route }) => route).join(' '),
    proven ?? '',
  ];
}
