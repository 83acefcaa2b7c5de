import assert from 'node:assert/strict';
import test from 'node:test';
import { generateFile } from '#cfonb/generate.ts';
import { readStatements } from '#cfonb/statements/read.ts';

test('generated files add up, chain, and are the same for the same seed', () => {
  const options = { seed: 7, statements: 40, operationsPerStatement: 9 };
  const bytes = Buffer.concat([...generateFile(options)]);
  assert.deepEqual(bytes, Buffer.concat([...generateFile(options)]));
  assert.notDeepEqual(bytes, Buffer.concat([...generateFile({ ...options, seed: 8 })]));
  const { statements, totals } = readStatements(bytes);
  assert.ok(statements.every(({ gapMinor, chainGapMinor }) => gapMinor === 0n && (chainGapMinor ?? 0n) === 0n));
  assert.equal(totals.operations, 360);
});
