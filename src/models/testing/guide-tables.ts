import { MODEL_CATALOGUE } from '../catalogue.js';
import type { ModelFacts, StillLimits } from '../model-facts.js';

/** A table of docs/models.md: rows of cells, the head first. */
export type GuideTable = readonly (readonly string[])[];

const NOTHING = '–';

/** The tables that docs/models.md must hold, by the name in the mark before each. */
export function guideTables(): Readonly<Record<string, GuideTable>> {
  const living = MODEL_CATALOGUE.filter(({ withdrawn }) => withdrawn === undefined);
  return {
    models: [
      ['model', 'also called', 'stills', 'seconds', 'resolutions', 'ratios', 'sound', 'prompt up to'],
      ...living.map(modelRow),
    ],
    prices: [
      ['model', 'provider', 'its name there', '480p', '720p', '1080p', '4k', 'read'],
      ...living.flatMap(priceRows),
    ],
    stills: [
      ['model', 'pixels a side', 'width by height', 'bytes up to', 'types', 'transparency', 'read'],
      ...living.map(({ id, still }) => [`\`${id}\``, ...stillCells(still)]),
    ],
    failures: [
      ['model', 'provider', 'a render that failed', 'one that was moderated', 'usual seconds, p50 and p90'],
      ...living.flatMap(failureRows),
    ],
    withdrawn: [
      ['model', 'gone since', 'use instead', 'read'],
      ...MODEL_CATALOGUE.flatMap(({ id, withdrawn }) => {
        if (withdrawn === undefined) return [];
        const { successor, sinceSec, source } = withdrawn;
        const since = sinceSec === undefined ? NOTHING : new Date(sinceSec * 1000).toISOString().slice(0, 10);
        return [[`\`${id}\``, since, `\`${successor}\``, source]];
      }),
    ],
  };
}

/** The table after `<!-- name: … -->`, its cells trimmed; empty when there is none. */
export function tableIn(guide: string, name: string): GuideTable {
  const [, rest = ''] = guide.split(`<!-- ${name}: kept by src/models/models-guide.test.ts -->`);
  const lines = rest.trimStart().split('\n');
  const end = lines.findIndex((line) => !line.startsWith('|'));
  return lines
    .slice(0, end === -1 ? lines.length : end)
    .filter((_line, at) => at !== 1)
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** A table as Markdown; prettier makes it pretty. */
export function toMarkdown(table: GuideTable): string {
  const [head = [], ...rows] = table;
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

const SOUND = { choice: 'as asked', always: 'always', never: 'never' } as const;
const STILLS = { none: 'none', first: 'first', first_last: 'first and last' } as const;

function modelRow(facts: ModelFacts): string[] {
  const { id, aliases, frames, durationSec, resolutions, aspectRatios, audio, promptMax } = facts;
  return [
    `\`${id}\``,
    aliases.length === 0 ? NOTHING : aliases.map((alias) => `\`${alias}\``).join(', '),
    frames.map((frame) => STILLS[frame]).join('; '),
    `${durationSec.min} to ${durationSec.max}`,
    resolutions.join(', '),
    aspectRatios.join(', '),
    SOUND[audio],
    String(promptMax),
  ];
}

function priceRows({ id, vendorIds, regionalIds, prices }: ModelFacts): string[][] {
  const rowOf = (provider: string, vendorId: string, region?: string): string[] => {
    const own = prices.filter((price) => price.provider === provider && price.region === region);
    const cells = ['480p', '720p', '1080p', '4k'].map((resolution) => {
      const price = own.find((candidate) => candidate.resolution === resolution);
      return price === undefined ? NOTHING : `$${price.usdPerSec}`;
    });
    const read = [...new Set(own.map(({ source }) => source.slice(0, 'yyyy-mm'.length)))].join(', ');
    return [
      `\`${id}\``,
      region === undefined ? provider : `${provider}, ${region}`,
      `\`${vendorId}\``,
      ...cells,
      read === '' ? NOTHING : read,
    ];
  };
  return Object.entries(vendorIds).flatMap(([provider, vendorId]) => [
    rowOf(provider, vendorId),
    ...Object.entries(regionalIds?.[provider] ?? {}).map(([region, name]) => rowOf(provider, name, region)),
  ]);
}

function stillCells({
  minSidePx,
  maxSidePx,
  minRatio,
  maxRatio,
  isRatioOpen,
  maxBytes,
  mediaTypes,
  alpha,
  source,
}: StillLimits) {
  return [
    `${minSidePx} to ${maxSidePx}`,
    isRatioOpen === true ? `between ${minRatio} and ${maxRatio}` : `${minRatio} to ${maxRatio}`,
    `${maxBytes / 1e6} MB`,
    mediaTypes.map((type) => type.replace('image/', '')).join(', '),
    alpha ? 'taken' : 'not taken',
    source,
  ];
}

function failureRows({ id, billing = {}, usualSec }: ModelFacts): string[][] {
  return Object.entries(billing).map(([provider, { failed, moderated }]) => [
    `\`${id}\``,
    provider,
    failed,
    moderated,
    `${usualSec.p50}, ${usualSec.p90}`,
  ]);
}
