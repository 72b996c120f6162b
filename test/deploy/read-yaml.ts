/** A value of the files in deploy/. */
export type Yaml = string | boolean | null | readonly Yaml[] | { readonly [key: string]: Yaml };

interface Line {
  readonly indent: number;
  readonly text: string;
}

/**
 * Reads the YAML that the files in deploy/ are written in: maps and lists by indentation, lists in JSON's form, `{}`, plain and quoted
 * scalars, comments on lines of their own. Numbers stay text. Whatever else there is in YAML is refused, so that nothing is misread.
 * @throws Error with the line
 */
export function readYaml(source: string): readonly Yaml[] {
  return source.split(/^---$/m).map((document) => {
    const lines = document
      .split('\n')
      .filter((line) => !/^\s*(#|$)/.test(line))
      .map((line) => ({ indent: line.length - line.trimStart().length, text: line.trim() }));
    const [value, rest] = readBlock(lines);
    if (rest.length > 0) throw new Error(`not read: ${rest[0]?.text}`);
    return value;
  });
}

function readBlock(lines: readonly Line[]): readonly [Yaml, readonly Line[]] {
  const [first] = lines;
  if (first === undefined) return [null, lines];
  return first.text.startsWith('- ') ? readList(lines, first.indent) : readMap(lines, first.indent);
}

function readList(lines: readonly Line[], indent: number): readonly [Yaml, readonly Line[]] {
  const items: Yaml[] = [];
  let rest = lines;
  for (let [line] = rest; line?.indent === indent && line.text.startsWith('- '); [line] = rest) {
    const text = line.text.slice(2);
    if (/^[\w./-]+:( |$)/.test(text)) {
      // A map whose first key stands beside the dash.
      const [map, left] = readMap([{ indent: indent + 2, text }, ...rest.slice(1)], indent + 2);
      items.push(map);
      rest = left;
    } else {
      items.push(readScalar(text));
      rest = rest.slice(1);
    }
  }
  return [items, rest];
}

function readMap(lines: readonly Line[], indent: number): readonly [Yaml, readonly Line[]] {
  const map: Record<string, Yaml> = {};
  let rest = lines;
  for (let [line] = rest; line?.indent === indent; [line] = rest) {
    const [, key, value] = /^([\w./-]+):(?: (.+))?$/.exec(line.text) ?? [];
    if (key === undefined || key in map) throw new Error(`no key, or one twice: ${line.text}`);
    rest = rest.slice(1);
    const isDeeper = (rest[0]?.indent ?? -1) > indent || (rest[0]?.indent === indent && rest[0].text.startsWith('- '));
    if (value !== undefined) map[key] = readScalar(value);
    else if (isDeeper) [map[key], rest] = readBlock(rest) as [Yaml, readonly Line[]];
    else map[key] = null;
  }
  return [map, rest];
}

function readScalar(text: string): Yaml {
  if (/^[["]/.test(text)) return JSON.parse(text) as Yaml;
  if (text === '{}') return {};
  if (text === 'true' || text === 'false') return text === 'true';
  if (/^[&*!|>'%@`{]|: | #/.test(text)) throw new Error(`more than this reader knows: ${text}`);
  return text;
}
