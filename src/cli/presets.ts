import type { Command } from 'commander';
import { listPresets, type Preset } from '../tasks/local/find-preset.js';
import type { CliDeps } from './cli-deps.js';

const EXAMPLES = `
Examples:
  $ firstframe presets
  $ firstframe presets --json
  $ firstframe render photo.jpg --preset product-reveal
  $ firstframe render photo.jpg --preset light-sweep --duration 8`;

/** Adds `firstframe presets`: prompts that people ask for again and again, each with settings, the reason and a command line. */
export function addPresetsCommand(program: Command, { stdout }: CliDeps): void {
  program
    .command('presets')
    .summary('list ready-made prompts with their settings')
    .description('Lists ready-made prompts with their settings. Any option given beside --preset goes before its own.')
    .option('--json', 'print them to stdout as JSON')
    .addHelpText('after', EXAMPLES)
    .action(({ json }: { readonly json?: true }) => {
      const presets = listPresets();
      const list = presets.map((preset) => ({ ...preset, command: commandOf(preset) }));
      stdout.write(json === true ? `${JSON.stringify(list, undefined, 2)}\n` : presets.map(linesOf).join('\n'));
    });
}

function linesOf(preset: Preset): string {
  const { title, prompt, settings, needsLast, why } = preset;
  const { durationSec, aspect, loop } = settings;
  const facts = [
    `${durationSec} s`,
    ...(aspect === undefined ? [] : [aspect]),
    ...(loop === undefined ? [] : [`loop ${loop}`]),
    ...(needsLast ? ['from one still to another'] : []),
  ];
  const lines = [`${title} (${facts.join(', ')})`, `  ${why}`, `  "${prompt}"`, `  $ ${commandOf(preset)}`];
  return lines.map((line) => `${line}\n`).join('');
}

/** A line to run as it is, but for the names of the stills. */
function commandOf({ id, needsLast }: Preset): string {
  return `firstframe render ${needsLast ? 'FIRST --last LAST' : 'STILL'} --preset ${id}`;
}
