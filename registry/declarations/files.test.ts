import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { collectDeclarationFiles } from '#registry/declarations/files.ts';

/** Runs `work` in a folder that holds `files`. */
function inFolder(files: Readonly<Record<string, string | Buffer>>, work: (folder: string) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-declaration-'));
  mkdirSync(join(folder, 'parts'));
  for (const [name, content] of Object.entries(files)) writeFileSync(join(folder, name), content);
  try {
    work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const provider = `
organisations: [{slug: acme, name: Acme}]
providers:
  - slug: acme
    organisation: acme
    name: Acme
    contact: api@acme.example
    terms: [{slug: cgu, title: CGU, versions: [{version: "1", effective: 2026-01-01, file: terms.md}]}]
    apis: [{slug: one, version: "1", name: One, credential: client-id, contract: ../one.yaml}]
`;

test('a declaration is collected with all that it includes and refers to', () => {
  const files = {
    'a.yaml': 'include: [parts/b.yaml]',
    'parts/b.yaml': provider,
    'parts/terms.md': 'Be kind.',
    'one.yaml': 'openapi: 3.1.0\npaths: {}',
  };
  inFolder(files, (folder) => {
    const collected = collectDeclarationFiles([join(folder, 'a.yaml')]);
    const names = (list: readonly { name: string }[]): string[] =>
      list.map(({ name }) => name.slice(folder.length + 1)).sort();
    assert.deepEqual(names(collected.files), ['a.yaml']);
    assert.deepEqual(names(collected.attachments), ['one.yaml', 'parts/b.yaml', 'parts/terms.md']);
  });
});

test('faults inside files are left for the operation, and a missing included file too', () => {
  inFolder({ 'a.yaml': 'include: [none.yaml]\ncolour: red' }, (folder) => {
    const { files, attachments } = collectDeclarationFiles([join(folder, 'a.yaml')]);
    assert.equal(files.length, 1);
    assert.deepEqual(attachments, []);
  });
});

test('a named file that is not there, is a folder, or is no text is refused', () => {
  inFolder({ 'latin.yaml': Buffer.from('organisations: [{slug: a, name: \xe9}]', 'latin1') }, (folder) => {
    for (const name of ['none.yaml', 'parts', 'latin.yaml']) {
      assert.throws(() => collectDeclarationFiles([join(folder, name)]), { code: 'declaration.unreadable' });
    }
  });
});
