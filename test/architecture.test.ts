/**
 * Keeps the rules of ARCHITECTURE.md and CONVENTIONS.md that a machine can keep: who imports whom, names, sizes of
 * files, where the environment is read.
 */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, resolve } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';
import { reasons } from '#gateway/refusals/reasons.ts';

const root = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** ARCHITECTURE.md, "Who may import whom". A room may always import itself. */
const mayImport: Readonly<Record<string, readonly string[] | 'everything'>> = {
  'main.ts': 'everything',
  commands: 'everything',
  test: 'everything',
  bench: 'everything',
  portal: ['accounts', 'registry', 'notifications', 'metering', 'ui', 'base'],
  admin: ['registry', 'base'],
  identity: ['accounts', 'registry', 'ui', 'base', 'database', 'libraries/http1'],
  gateway: ['libraries/http1', 'base'],
  accounts: ['registry', 'notifications', 'database', 'base'],
  registry: ['notifications', 'database', 'base'],
  metering: ['registry', 'notifications', 'database', 'base'],
  notifications: ['database', 'ui', 'base'],
  apis: ['libraries/cfonb', 'database', 'base'],
  database: ['base'],
  ui: ['base'],
  base: [],
  libraries: [],
};

const forbiddenNames = new Set(['util', 'utils', 'helper', 'helpers', 'common', 'manager', 'misc', 'index']);

/** Files that may be longer than 400 lines of code, and why. */
const longFiles: Readonly<Record<string, string>> = {
  'database/tables.ts': 'the one page on which a newcomer reads what exists',
};

type Import = { readonly from: string; readonly specifier: string };

function sourceFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx'], {
    cwd: root,
    encoding: 'utf8',
  });
  return listed
    .split('\n')
    .filter((file) => file !== '' && existsSync(join(root, file)))
    .filter((file) => file !== 'drizzle.config.ts');
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), 'utf8');
  const pattern =
    /(?:^|\n)\s*(?:import|export)\s[^'";]*?from\s*'([^']+)'|(?:^|\n)\s*import\s*'([^']+)'|import\(\s*'([^']+)'\s*\)/g;
  return [...text.matchAll(pattern)].map((match) => ({
    from: file,
    specifier: match[1] ?? match[2] ?? match[3] ?? '',
  }));
}

/** The room of a path relative to the root; each library and each API is a room of its own. */
function roomOf(path: string): string {
  const [first = '', second = ''] = path.split('/');
  return first === 'libraries' || first === 'apis' ? `${first}/${second}` : first;
}

/** The path relative to the root that a specifier of ours leads to; null for packages and Node's own modules. */
function targetOf({ from, specifier }: Import): string | null {
  // A library is a package of its own: inside, its aliases begin with its own name.
  const library = /^libraries\/([^/]+)\//.exec(from)?.[1];
  if (library !== undefined && specifier.startsWith(`#${library}/`)) return `libraries/${specifier.slice(1)}`;
  if (specifier.startsWith('#')) return specifier.slice(1);
  if (specifier.startsWith('.')) return relative(root, resolve(root, dirname(from), specifier));
  return null;
}

function isAllowed(from: string, to: string): boolean {
  if (from === to) return true;
  const rule = mayImport[from] ?? mayImport[from.split('/')[0] ?? ''];
  if (rule === 'everything') return true;
  return rule !== undefined && (rule.includes(to) || rule.includes(to.split('/')[0] ?? ''));
}

/** Tests build on the shared harness and on the real rooms; what they may import is not limited. */
const shippedFiles = sourceFiles().filter((file) => !file.endsWith('.test.ts'));

test('every import follows the table of ARCHITECTURE.md', () => {
  const wrong = shippedFiles
    .flatMap(importsOf)
    .map((found) => ({ ...found, target: targetOf(found) }))
    .filter((found) => found.target !== null && !isAllowed(roomOf(found.from), roomOf(found.target)))
    .map(
      (found) =>
        `${found.from} imports ${found.specifier}: ${roomOf(found.from)} may not import ${roomOf(found.target ?? '')}`,
    );
  assert.deepEqual(wrong, []);
});

test('no files import each other in a circle, not even types', () => {
  const targets = new Map(
    shippedFiles.map((file) => [file, importsOf(file).flatMap((found) => targetOf(found) ?? [])] as const),
  );
  const outside = new Set<string>();
  // A file is outside all circles when everything that it imports is; what can never be put outside is in one, or leads there.
  let grown = true;
  while (grown) {
    grown = false;
    for (const [file, imported] of targets) {
      if (outside.has(file) || imported.some((target) => targets.has(target) && !outside.has(target))) continue;
      outside.add(file);
      grown = true;
    }
  }
  assert.deepEqual(
    shippedFiles.filter((file) => !outside.has(file)),
    [],
  );
});

test('nothing imports main.ts, and only main.ts, commands, tests and benchmarks import commands', () => {
  const wrong = shippedFiles
    .flatMap(importsOf)
    .filter(({ from, specifier }) => {
      const target = targetOf({ from, specifier });
      if (target === null) return false;
      if (target === 'main.ts') return true;
      return roomOf(target) === 'commands' && !['main.ts', 'commands', 'test', 'bench'].includes(roomOf(from));
    })
    .map(({ from, specifier }) => `${from} imports ${specifier}`);
  assert.deepEqual(wrong, []);
});

test('every package that is imported stands in package.json, and shipped rooms import no development package', () => {
  const manifest: { dependencies: Record<string, string>; devDependencies: Record<string, string> } = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  const wrong = sourceFiles()
    .flatMap(importsOf)
    .filter((found) => targetOf(found) === null && !found.specifier.startsWith('node:'))
    .map((found) => ({
      ...found,
      name: found.specifier
        .split('/')
        .slice(0, found.specifier.startsWith('@') ? 2 : 1)
        .join('/'),
    }))
    .filter(({ from, name }) => {
      if (name in manifest.dependencies) return false;
      // What a library's tests share stands in its own `test/`.
      const development =
        /\.test\.ts$|^libraries\/[^/]+\/test\//.test(from) || ['test', 'bench'].includes(roomOf(from));
      return !(development && name in manifest.devDependencies);
    })
    .map(({ from, name }) => `${from} imports ${name}`);
  assert.deepEqual(wrong, []);
});

test("Node's own modules are imported under their node: name", () => {
  const wrong = sourceFiles()
    .flatMap(importsOf)
    .filter(({ specifier }) => !specifier.startsWith('node:') && builtinModules.includes(specifier))
    .map(({ from, specifier }) => `${from} imports ${specifier}`);
  assert.deepEqual(wrong, []);
});

test('versions in package.json are exact', () => {
  const manifest: Record<string, Record<string, string> | undefined> = JSON.parse(
    readFileSync(join(root, 'package.json'), 'utf8'),
  );
  const wrong = ['dependencies', 'devDependencies', 'optionalDependencies']
    .flatMap((group) => Object.entries(manifest[group] ?? {}))
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.]+)?$/.test(version));
  assert.deepEqual(wrong, []);
});

test('no file is called utils, helpers, common, manager, misc or index', () => {
  const wrong = sourceFiles().filter((file) =>
    file
      .replace(/(\.test|\.property\.test)?\.tsx?$/, '')
      .split(/[/.-]/)
      .some((part) => forbiddenNames.has(part)),
  );
  assert.deepEqual(wrong, []);
});

test('the environment of the process is read in base/settings.ts alone', () => {
  const wrong = shippedFiles
    .filter((file) => !['test', 'bench'].includes(roomOf(file)) && file !== 'base/settings.ts')
    .filter((file) => /process\.env\b/.test(readFileSync(join(root, file), 'utf8')));
  assert.deepEqual(wrong, []);
});

test('no file is longer than 400 lines of code, but for the exceptions that say why', () => {
  const wrong = shippedFiles
    .filter((file) => longFiles[file] === undefined)
    .map((file) => ({ file, lines: codeLines(readFileSync(join(root, file), 'utf8')) }))
    .filter(({ lines }) => lines > 400);
  assert.deepEqual(wrong, []);
});

test('every table and every column is explained in a doc comment', () => {
  const lines = readFileSync(join(root, 'database/tables.ts'), 'utf8').split('\n');
  const wrong = lines
    .map((line, number) => ({ line, number, before: lines[number - 1] ?? '' }))
    .filter(({ line }) => /^export const \w+ = pgTable\(/.test(line) || isColumn(line))
    .filter(({ before }) => !before.trim().startsWith('/** ') && !before.trim().endsWith('*/'))
    .map(({ line, number }) => `${number + 1}: ${line.trim()}`);
  assert.deepEqual(wrong, []);
});

test('nothing is left for later in a comment, and no file speaks of a debugger', () => {
  const wrong = sourceFiles()
    .filter((file) => file !== 'test/architecture.test.ts')
    .filter((file) => /\b(TODO|FIXME|XXX)\b|\bdebugger;/.test(readFileSync(join(root, file), 'utf8')));
  assert.deepEqual(wrong, []);
});

test('every problem code, and every reason of the gateway, has a page in docs/errors', () => {
  const codes = new Set(
    shippedFiles
      .filter((file) => !['test', 'bench'].includes(roomOf(file)))
      .flatMap((file) => [
        ...readFileSync(join(root, file), 'utf8').matchAll(/(?:new Problem|notFound)\(\s*'([a-z0-9_.-]+)'/g),
      ])
      .map((match) => match[1] ?? ''),
  );
  const missing = [...codes, ...Object.keys(reasons)]
    .filter((code) => !existsSync(join(root, 'docs/errors', `${code}.md`)))
    .sort();
  assert.deepEqual(missing, []);
});

function isColumn(line: string): boolean {
  return /^ {2,6}\w+: (id|text|uuid|moment|bytes|integer|bigint|boolean|jsonb)\(/.test(line);
}

function codeLines(text: string): number {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .split('\n')
    .filter((line) => line.trim() !== '' && !line.trim().startsWith('//')).length;
}
