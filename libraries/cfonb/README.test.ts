import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { fileOf, smallStatement } from '#cfonb/test/records.ts';

test('the published package installs, runs the examples of the README, and has its command', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cfonb-'));
  try {
    const run = (file: string, ...args: string[]): string =>
      execFileSync(process.execPath, [file, ...args], { cwd: folder, encoding: 'utf8' });
    const installed = join(folder, 'node_modules', 'cfonb');
    run(join(import.meta.dirname, 'pack.ts'), installed);
    mkdirSync(join(folder, 'examples'));
    writeFileSync(join(folder, 'statement.txt'), fileOf(smallStatement));
    const text = readFileSync(new URL('README.md', import.meta.url), 'utf8');
    const outputs = [...text.matchAll(/```js\n(.*?)```/gs)].map(([, code = ''], index) => {
      const file = join(folder, 'examples', `${index}.mjs`);
      writeFileSync(file, code);
      return run(file);
    });
    assert.deepEqual(outputs, [
      'FR7615589000009876543210088 10000 8766 adds up\n2019-05-16 -12.34 EUR PRLV SEPA undefined\n',
      '0 faults\n',
      'FR7630006000011234567890189\n',
    ]);
    assert.equal(run(join(installed, 'command/cfonb.js'), 'statement.txt', '--check'), 'all is well\n');
  } finally {
    rmSync(folder, { recursive: true });
  }
});
