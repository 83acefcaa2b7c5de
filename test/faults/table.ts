/** The table of docs/faults.md, and the tests that hold Guichet to it: one a line, under the line's own name. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test, { type TestContext } from 'node:test';

/** Names of the lines under the heading `section`. */
function linesUnder(section: string): string[] {
  const page = readFileSync(new URL('../../docs/faults.md', import.meta.url), 'utf8');
  const [, below = ''] = page.split(`\n## ${section}\n`);
  const [part = ''] = below.split('\n## ');
  const rows = part.split('\n').filter((row) => row.startsWith('| '));
  return rows.slice(1).map((row) => row.split(' | ')[0]?.slice('| '.length).trim() ?? '');
}

export type FaultTests = {
  /** The test of the line that is called `name`. */
  readonly line: (name: string, run: (context: TestContext) => Promise<void>) => void;
  /** Call it last: every line has had its test. */
  readonly complete: () => void;
};

export function faultTests(section: string): FaultTests {
  const names: string[] = [];
  return {
    line: (name, run) => {
      names.push(name);
      test(`${section}: ${name}`, run);
    },
    complete: () => {
      test(`docs/faults.md, ${section}: each line has its test, and each test its line`, () => {
        assert.deepEqual(linesUnder(section), names);
      });
    },
  };
}
