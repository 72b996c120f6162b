import ts from 'typescript';
import { isBuiltin } from 'node:module';
import path from 'node:path';

/**
 * The rooms of the house and what each may import: the arrows of the design. A room may always import itself and
 * `contract`, which imports nothing of ours. Type-only imports count: a type is knowledge too. An arrow that is not
 * here is a decision; add it in the commit that needs it, and say there why.
 */
export const ROOMS: Readonly<Record<string, readonly string[]>> = {
  contract: [],
  models: [],
  motion: [],
  client: [],
  net: [],
  // net: HTTP is spoken in one way. A bucket is the operator's, so nothing of what guards against strangers is used.
  blobs: ['net'],
  media: [],
  store: [],
  render: ['motion'],
  stills: ['media', 'models'],
  clips: ['media', 'motion'],
  providers: ['models', 'net', 'blobs', 'render', 'media'],
  hosting: ['blobs', 'net', 'providers'],
  delivery: ['store', 'net'],
  // media: a task hands the pool of media processes on to stills, clips and providers; it runs no job of its own.
  tasks: ['store', 'blobs', 'net', 'stills', 'clips', 'providers', 'hosting', 'motion', 'models', 'media'],
  server: ['tasks', 'delivery', 'store', 'blobs'],
  // net: whether the addresses of the environment can be read is told before anything starts.
  cli: ['client', 'tasks', 'stills', 'clips', 'net'],
};

/** The files at the top of src/ that put the rooms together; they may import every room, and no room imports them. */
export const ROOF: readonly string[] = ['src/main.ts', 'src/own-system.ts', 'src/system.ts', 'src/index.ts'];

/** Rooms that also run in a browser: nothing of Node in them, and no room that is not in this list. */
export const BROWSER_ROOMS: readonly string[] = ['contract', 'motion', 'render', 'client'];

/** Packages that decode bytes from outside, and the one room that may load them. */
export const DECODERS: readonly string[] = ['sharp', 'node-av'];

/** Files that may pass 400 lines, because they are a table, a schema or SQL. */
export const LONG_TABLES: readonly string[] = [];

/** A file as the rules see it: path from the root with forward slashes, and its text. */
export interface SourceFile {
  readonly path: string;
  readonly source: string;
}

const LINES_MAX = 400;
const NAMELESS = /^(utils?|helpers?|types?|commons?|misc|shared)$/;
const NODE_GLOBALS = new Set(['Buffer', 'process', 'require', '__dirname', '__filename', 'setImmediate', 'global']);

/**
 * Holds files against the rules of the house and answers with one line per breach, empty when all is well. Rules on
 * imports, globals and doc blocks are for src/ alone, and spare its tests and `testing/` folders (what tests run in another process); names and lengths are for every file given.
 */
export function findBreaches(files: readonly SourceFile[]): string[] {
  return files.flatMap((file) => {
    const breaches = [...breachesOfNaming(file.path), ...breachesOfLength(file)];
    const inHouse = file.path.startsWith('src/') && !/\.test\.ts$|\/testing\//.test(file.path);
    if (inHouse) {
      const tree = parse(file);
      breaches.push(...breachesOfImports(file.path, tree), ...breachesOfGlobals(file.path, tree));
      breaches.push(...exportsWithoutDocs(tree).map((name) => `exports \`${name}\` without a doc block`));
    }
    return breaches.map((breach) => `${file.path}: ${breach}`);
  });
}

/**
 * The way by which a file comes to load a decoder, as the paths from it to the package; undefined when it never does.
 * Imports of types are erased and do not load; the media process is started by address, not imported. So no decoder is
 * mapped into the process that holds keys as long as this is undefined for every file of {@link ROOF}.
 */
export function wayToDecoder(files: readonly SourceFile[], from: string): readonly string[] | undefined {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const seen = new Set<string>();
  const follow = (filePath: string): readonly string[] | undefined => {
    const file = byPath.get(filePath);
    if (file === undefined || seen.has(filePath)) return undefined;
    seen.add(filePath);
    for (const { specifier } of importsOf(parse(file)).filter((found) => !found.typeOnly)) {
      if (decoderNamedBy(specifier) !== undefined) return [filePath, specifier];
      const rest = specifier.startsWith('.') ? follow(resolve(filePath, specifier)) : undefined;
      if (rest !== undefined) return [filePath, ...rest];
    }
    return undefined;
  };
  return follow(from);
}

function breachesOfNaming(filePath: string): string[] {
  return filePath.split('/').flatMap((part) => {
    const [stem = ''] = part.split('.', part.startsWith('.') ? 2 : 1);
    if (NAMELESS.test(stem)) return [`"${part}" names nothing; name the file for what it exports`];
    return part.startsWith('.') || /^[a-z0-9]+(-[a-z0-9]+)*$/.test(stem) ? [] : [`"${part}" is not kebab-case`];
  });
}

function breachesOfLength(file: SourceFile): string[] {
  const lines = file.source.split('\n').length - 1;
  return lines <= LINES_MAX || LONG_TABLES.includes(file.path) ? [] : [`has ${lines} lines; split it at ${LINES_MAX}`];
}

function breachesOfImports(filePath: string, tree: ts.SourceFile): string[] {
  const room = roomOf(filePath);
  if (room !== undefined && ROOMS[room] === undefined) return [`"${room}" is not a room of the house`];
  return importsOf(tree).flatMap(({ specifier }) => {
    if (specifier.startsWith('.')) return breachOfArrow(filePath, specifier);
    const found: string[] = [];
    const decoder = decoderNamedBy(specifier);
    if (decoder !== undefined && room !== 'media') found.push(`imports ${decoder}; only src/media/ may`);
    if (room !== undefined && BROWSER_ROOMS.includes(room) && (isBuiltin(specifier) || decoder !== undefined)) {
      found.push(`imports "${specifier}", and ${room} must run in a browser`);
    }
    return found;
  });
}

function breachOfArrow(filePath: string, specifier: string): string[] {
  const target = resolve(filePath, specifier);
  const from = roomOf(filePath);
  const to = roomOf(target);
  if (!target.startsWith('src/')) return [`imports "${specifier}" from outside src/`];
  if (from === undefined || from === to) return [];
  if (to === undefined) return [`imports "${specifier}": no room imports the roof`];
  if (BROWSER_ROOMS.includes(from) && !BROWSER_ROOMS.includes(to)) {
    return [`imports "${specifier}", and ${from} must run in a browser`];
  }
  if (to === 'contract' && from !== 'contract') return [];
  return ROOMS[from]?.includes(to) === true ? [] : [`imports "${specifier}": there is no arrow ${from} → ${to}`];
}

function breachesOfGlobals(filePath: string, tree: ts.SourceFile): string[] {
  const room = roomOf(filePath);
  const inBrowser = room !== undefined && BROWSER_ROOMS.includes(room);
  const found = new Set<string>();
  visit(tree, (node) => {
    if (inBrowser && ts.isIdentifier(node) && NODE_GLOBALS.has(node.text) && isReference(node)) {
      found.add(`uses Node's \`${node.text}\`, and ${room} must run in a browser`);
    }
    if (filePath !== 'src/main.ts' && readsEnvironment(node)) found.add('reads process.env; only src/main.ts may');
  });
  return [...found];
}

/** `process.env`, `process['env']`, `const { env } = process`, `import { env } from 'node:process'`. */
function readsEnvironment(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) return node.name.text === 'env' && isProcess(node.expression);
  if (ts.isElementAccessExpression(node)) {
    return (
      ts.isStringLiteral(node.argumentExpression) &&
      node.argumentExpression.text === 'env' &&
      isProcess(node.expression)
    );
  }
  if (ts.isBindingElement(node)) {
    const owner = node.parent.parent;
    const name = node.propertyName ?? node.name;
    return (
      ts.isIdentifier(name) && name.text === 'env' && ts.isVariableDeclaration(owner) && isProcess(owner.initializer)
    );
  }
  if (!ts.isImportSpecifier(node)) return false;
  const from = node.parent.parent.parent.moduleSpecifier;
  return (
    (node.propertyName ?? node.name).text === 'env' && ts.isStringLiteral(from) && /^(node:)?process$/.test(from.text)
  );
}

function isProcess(node: ts.Node | undefined): boolean {
  if (node === undefined) return false;
  return (
    (ts.isIdentifier(node) && node.text === 'process') ||
    (ts.isPropertyAccessExpression(node) && node.name.text === 'process')
  );
}

/** A name that stands for a value in scope, not the name of a property, of a declaration or in a type. */
function isReference(node: ts.Identifier): boolean {
  const { parent } = node;
  if (ts.isPropertyAccessExpression(parent)) return parent.expression === node;
  if (ts.isPropertyAssignment(parent)) return parent.initializer === node;
  const named = parent as { readonly name?: ts.Node };
  return named.name !== node && !ts.isPropertySignature(parent) && !ts.isLabeledStatement(parent);
}

interface Import {
  readonly specifier: string;
  readonly typeOnly: boolean;
}

function importsOf(tree: ts.SourceFile): Import[] {
  const imports: Import[] = [];
  visit(tree, (node) => {
    const module = moduleNamedBy(node);
    if (module === undefined || !ts.isStringLiteralLike(module)) return;
    const typeOnly =
      ts.isImportTypeNode(node) ||
      (ts.isImportDeclaration(node) && node.importClause?.phaseModifier === ts.SyntaxKind.TypeKeyword) ||
      (ts.isExportDeclaration(node) && node.isTypeOnly);
    imports.push({ specifier: module.text, typeOnly });
  });
  return imports;
}

function moduleNamedBy(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
  if (ts.isExternalModuleReference(node)) return node.expression;
  if (!ts.isCallExpression(node)) return undefined;
  const { expression: callee } = node;
  const loads = callee.kind === ts.SyntaxKind.ImportKeyword || (ts.isIdentifier(callee) && callee.text === 'require');
  return loads ? node.arguments[0] : undefined;
}

/** The TypeScript file that a relative import means. */
function resolve(filePath: string, specifier: string): string {
  return path.posix.join(path.posix.dirname(filePath), specifier).replace(/\.js$/, '.ts');
}

function decoderNamedBy(specifier: string): string | undefined {
  return DECODERS.find((name) => specifier === name || specifier.startsWith(`${name}/`));
}

/** Names of what a file exports and declares without a doc block; what it passes on from elsewhere has its own. */
function exportsWithoutDocs(tree: ts.SourceFile): string[] {
  const documented = new Map<string, boolean>();
  const exported = new Set<string>();
  for (const statement of tree.statements) {
    const isExport = ts.canHaveModifiers(statement)
      ? ts.getModifiers(statement)?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword)
      : false;
    for (const name of namesDeclaredBy(statement)) {
      documented.set(name, documented.get(name) === true || hasDocBlock(statement, tree));
      if (isExport === true) exported.add(name);
    }
    if (!ts.isExportDeclaration(statement) || statement.moduleSpecifier !== undefined) continue;
    if (statement.exportClause === undefined || !ts.isNamedExports(statement.exportClause)) continue;
    for (const { name, propertyName } of statement.exportClause.elements) exported.add((propertyName ?? name).text);
  }
  return [...exported].filter((name) => documented.get(name) === false);
}

function namesDeclaredBy(statement: ts.Statement): string[] {
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map((declaration) => declaration.name.getText());
  }
  const { name } = statement as ts.Statement & { readonly name?: ts.Node };
  return name !== undefined && ts.isIdentifier(name) ? [name.text] : [];
}

function hasDocBlock(node: ts.Node, tree: ts.SourceFile): boolean {
  const comments = ts.getLeadingCommentRanges(tree.text, node.pos) ?? [];
  return comments.some(({ pos }) => tree.text.startsWith('/**', pos));
}

/** The folder under src/ that a path lies in; undefined for the roof, and outside src/. */
function roomOf(filePath: string): string | undefined {
  return /^src\/([^/]+)\//.exec(filePath)?.[1];
}

function parse(file: SourceFile): ts.SourceFile {
  return ts.createSourceFile(file.path, file.source, ts.ScriptTarget.Latest, true);
}

function visit(node: ts.Node, see: (node: ts.Node) => void): void {
  see(node);
  ts.forEachChild(node, (child) => visit(child, see));
}
