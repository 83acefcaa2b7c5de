import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import type { WriteEncoding } from '#cfonb/encoding.ts';
import { CfonbError } from '#cfonb/fault.ts';
import type { StatementContent } from '#cfonb/statements/model.ts';
import { readStatements, streamStatements } from '#cfonb/statements/read.ts';
import { writeStatements } from '#cfonb/statements/write.ts';
import { statementContent } from '#cfonb/test/arbitrary-statement.ts';
import { contentOf } from '#cfonb/test/content-of.ts';

const encodings: readonly WriteEncoding[] = ['ascii', 'latin1', 'utf8', 'iso646-fr'];
const lineEnding = fc.constantFrom('\n' as const, '\r\n' as const, '' as const);

function fileOf(statements: readonly StatementContent[], options: Parameters<typeof writeStatements>[1]): Buffer {
  return Buffer.concat([...writeStatements(statements, options)]);
}

for (const encoding of encodings) {
  test(`what was written in ${encoding} reads back as what was given`, () => {
    const statements = fc.array(statementContent(encoding), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(statements, lineEnding, (given, lineEnding) => {
        const bytes = fileOf(given, { encoding, lineEnding });
        const read = readStatements(bytes, { encoding: encoding === 'iso646-fr' ? 'iso646-fr' : 'auto' });
        assert.deepEqual(read.statements.map(contentOf), given);
      }),
      { numRuns: 300 },
    );
  });
}

test('pieces of any size give the same statements as the whole file', async () => {
  const statements = fc.array(statementContent('utf8'), { minLength: 1, maxLength: 6 });
  const sizes = fc.array(fc.integer({ min: 1, max: 9_000 }), { minLength: 1 });
  await fc.assert(
    fc.asyncProperty(statements, lineEnding, sizes, async (given, lineEnding, sizes) => {
      const bytes = fileOf(given, { encoding: 'utf8', lineEnding });
      const pieces: Buffer[] = [];
      for (let at = 0, piece = 0; at < bytes.length; piece += 1) {
        const size = sizes[piece % sizes.length] ?? 1;
        pieces.push(bytes.subarray(at, at + size));
        at += size;
      }
      assert.deepEqual(await Array.fromAsync(streamStatements(pieces)), readStatements(bytes).statements);
    }),
    { numRuns: 100 },
  );
});

/** Bytes changed, cut out, doubled or moved. */
const mutation = fc.record({
  kind: fc.constantFrom('change', 'cut', 'double', 'insert'),
  at: fc.nat({ max: 100_000 }),
  length: fc.nat({ max: 300 }),
  byte: fc.integer({ min: 0, max: 255 }),
});

function mutate(
  bytes: Buffer,
  { kind, at, length, byte }: { kind: string; at: number; length: number; byte: number },
): Buffer {
  const from = bytes.length === 0 ? 0 : at % bytes.length;
  const [before, after] = [bytes.subarray(0, from), bytes.subarray(from)];
  if (kind === 'cut') return Buffer.concat([before, after.subarray(length)]);
  if (kind === 'double') return Buffer.concat([before, after.subarray(0, length), after]);
  if (kind === 'insert') return Buffer.concat([before, Buffer.from([byte]), after]);
  const changed = Buffer.from(bytes);
  if (changed.length > 0) changed[from] = byte;
  return changed;
}

test('a spoilt file is read or refused, and loses no record in silence', () => {
  const statements = fc.array(statementContent('latin1'), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(statements, lineEnding, fc.array(mutation, { maxLength: 6 }), (given, lineEnding, mutations) => {
      const bytes = mutations.reduce(mutate, fileOf(given, { lineEnding }));
      const { statements, faults, totals } = readStatements(bytes, { mode: 'lenient' });
      const kept = statements.reduce(
        (sum, { operations }) =>
          sum + 2 + operations.reduce((count, { complements }) => count + 1 + complements.length, 0),
        0,
      );
      const skipped = faults.reduce((sum, { recordsSkipped }) => sum + recordsSkipped, 0);
      assert.equal(kept + skipped, totals.records);
      assert.equal(skipped, totals.skipped);
      for (const fault of faults) assert.ok(fault.byteOffset <= bytes.length && fault.line >= 1 && fault.column >= 1);
      // Strict reading agrees on what is well.
      const strict = (): boolean => {
        try {
          assert.deepEqual(readStatements(bytes).statements, statements);
          return true;
        } catch (cause) {
          if (cause instanceof CfonbError) return false;
          throw cause;
        }
      };
      assert.equal(strict(), faults.length === 0);
    }),
    { numRuns: 500 },
  );
});

test('bytes of any kind are read or refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 2_000 }), (bytes) => {
      const { totals, faults } = readStatements(bytes, { mode: 'lenient' });
      assert.ok(totals.records > 0 || faults.some(({ code }) => code === 'file_empty'));
    }),
    { numRuns: 500 },
  );
});
