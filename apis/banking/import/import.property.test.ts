import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import * as fc from 'fast-check';
import { imported, makeAccount, operationsOf } from '#test/banking/answers.ts';
import { file, type Statement } from '#test/banking/statements.ts';
import { openBankingWorld, type BankingWorld } from '#test/banking/world.ts';

let world: BankingWorld;

before(async () => {
  world = await openBankingWorld();
});

after(() => world.close());

const day = (index: number): string => new Date(Date.UTC(2024, 0, 1 + index)).toISOString().slice(0, 10);

/** A chain of statements, a day each. */
const chain = fc
  .array(fc.array(fc.integer({ min: -100_000, max: 100_000 }), { maxLength: 4 }), { minLength: 1, maxLength: 8 })
  .map((days) => {
    let balance = 1_000;
    return days.map((moves, index): Statement => {
      const statement = { from: day(index), to: day(index + 1), old: balance, moves };
      balance += moves.reduce((sum, move) => sum + move, 0);
      return statement;
    });
  });

test('files that overlap in any way, in any order, make the one history that they are cut from', async () => {
  const cuts = fc.array(fc.tuple(fc.nat({ max: 7 }), fc.nat({ max: 8 })), { maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(chain, cuts, async (statements, cuts) => {
      const { account, me } = await makeAccount(world);
      for (const [from, length] of [...cuts, [0, statements.length] as const]) {
        const part = statements.slice(from, from + length);
        if (part.length > 0) await imported(await me.send(file(...part)));
      }
      const operations = await operationsOf(me, account, '?Limit=1000');
      assert.deepEqual(
        operations.map(({ AmountMinor }) => AmountMinor).sort((a, b) => a - b),
        statements.flatMap(({ moves }) => moves).sort((a, b) => a - b),
      );
      // The last file had them all: a chain without a gap, whatever came before.
      assert.equal((await imported(await me.send(file(...statements)))).Report?.Warnings, 0);
    }),
    { numRuns: 40 },
  );
});

const spoiling = fc.record({ at: fc.nat({ max: 5_000 }), cut: fc.nat({ max: 200 }), put: fc.string({ maxLength: 3 }) });

test('of a spoilt file, what was imported and what was reported is what the file holds', async () => {
  await fc.assert(
    fc.asyncProperty(
      chain,
      fc.array(spoiling, { maxLength: 4 }),
      fc.constantFrom('strict', 'lenient'),
      async (statements, spoilings, mode) => {
        const { account, me } = await makeAccount(world);
        const spoilt = spoilings.reduce(
          (text, { at, cut, put }) => {
            const place = at % text.length;
            return text.slice(0, place) + put + text.slice(place + cut);
          },
          file(...statements),
        );
        const answer = await me.send(spoilt, `?mode=${mode}`);
        assert.ok([201, 422].includes(answer.status), `${answer.status}`);
        const body: unknown = await answer.clone().json();
        // What is no file of statements any more is refused as a whole.
        if (answer.status === 422 && !(body instanceof Object && 'Import' in body)) return;
        const { Report } = await imported(answer, answer.status);
        assert.ok(Report !== null);
        const { Read, Imported, Skipped, Refused } = Report;
        const operations = await operationsOf(me, account, '?Limit=1000');
        assert.equal(operations.length, Imported.Operations);
        if (answer.status === 422) {
          assert.deepEqual([Imported.Records, mode], [0, 'strict']);
          assert.ok(Refused.Records > 0);
          return;
        }
        assert.equal(Imported.Records + Skipped.Records + Refused.Records, Read.Records);
        if (mode === 'strict') assert.equal(Refused.Records, 0);
      },
    ),
    { numRuns: 80 },
  );
});
