/**
 * Makes the package that is published: JavaScript and types, because Node strips types from files of ours alone and not in
 * `node_modules`. `node pack.ts FOLDER`, then `npm publish FOLDER`. It needs TypeScript; what it makes needs nothing but Node.
 */
import { execFileSync } from 'node:child_process';
import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';

const here = import.meta.dirname;
const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('usage: node pack.ts FOLDER');

mkdirSync(folder, { recursive: true });
const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin', 'tsc');
const parts = (folder: string, ...names: string[]): string[] => names.map((name) => `${folder}/${name}`);
/** What the package exports, each at the path that is its name; the rest is its own affair. */
const exported = [
  ...['detect', 'fault', 'generate', 'iban', 'operation-codes', 'rib', 'written-record'],
  ...parts('statements', 'model', 'read', 'reader', 'write'),
  ...parts('returns', 'model', 'read', 'write'),
  ...parts('orders', 'model', 'read', 'write'),
];
const entries = [...exported, 'command/cfonb'].map((name) => join(here, `${name}.ts`));
const options = '--ignoreConfig --target es2024 --module nodenext --strict --skipLibCheck --types node --declaration';
const outcome = ['--emitDeclarationOnly', '--allowImportingTsExtensions', '--rootDir', here, '--outDir', folder];
execFileSync(process.execPath, [compiler, ...options.split(' '), ...outcome, ...entries], {
  stdio: 'inherit',
  // Where it looks for the types of Node.
  cwd: here,
});

// One file of types for every file that is needed: beside each its JavaScript, which is the source without its types.
for (const types of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
  if (!types.endsWith('.d.ts')) continue;
  const name = types.slice(0, -'.d.ts'.length);
  writeFileSync(join(folder, `${name}.js`), stripTypeScriptTypes(readFileSync(join(here, `${name}.ts`), 'utf8')));
}

const manifest: Record<string, unknown> = JSON.parse(readFileSync(join(here, 'package.json'), 'utf8'));
const { private: _private, ...published } = manifest;
const built = { types: './*.d.ts', default: './*.js' };
writeFileSync(
  join(folder, 'package.json'),
  `${JSON.stringify(
    {
      ...{ ...published, name: 'cfonb', bin: { cfonb: 'command/cfonb.js' }, engines: { node: '>=22' } },
      imports: { '#cfonb/*.ts': built },
      exports: Object.fromEntries(
        exported.map((name) => [`./${name}`, { types: `./${name}.d.ts`, default: `./${name}.js` }]),
      ),
    },
    null,
    2,
  )}\n`,
);
copyFileSync(join(here, 'README.md'), join(folder, 'README.md'));
chmodSync(join(folder, 'command/cfonb.js'), 0o755);
