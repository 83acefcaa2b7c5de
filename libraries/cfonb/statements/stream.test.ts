import assert from 'node:assert/strict';
import test from 'node:test';
import { generateFile } from '#cfonb/generate.ts';
import { streamStatements } from '#cfonb/statements/read.ts';
import { fileOf, smallStatement } from '#cfonb/test/records.ts';

test('pieces are asked for only as statements are taken, and leaving the loop ends the source', async () => {
  let given = 0;
  let ended = false;
  function* pieces(): Generator<Uint8Array> {
    try {
      for (;;) {
        given += 1;
        yield fileOf(Array.from({ length: 50 }, () => smallStatement).flat());
      }
    } finally {
      ended = true;
    }
  }
  let taken = 0;
  for await (const statement of streamStatements(pieces())) {
    assert.equal(statement.gapMinor, 0n);
    taken += 1;
    // Two records may be held back at the end of a piece: the rest of it comes first.
    assert.ok(given <= Math.ceil(taken / 50) + 1);
    if (taken === 500) break;
  }
  assert.equal(ended, true);
});

test('an aborted signal ends reading at once, also while the source gives nothing', async () => {
  const abort = new AbortController();
  async function* hanging(): AsyncGenerator<Uint8Array> {
    yield fileOf(Array.from({ length: 50 }, () => smallStatement).flat());
    await new Promise(() => {});
  }
  const reading = (async () => {
    let taken = 0;
    for await (const statement of streamStatements(hanging(), { signal: abort.signal })) {
      taken += statement.operationCount;
      if (taken === 33) abort.abort(new Error('enough'));
    }
  })();
  await assert.rejects(reading, /enough/);
});

test('a long file takes no more memory than a short one', async () => {
  const measure = async (statements: number): Promise<number> => {
    let most = 0;
    let count = 0;
    for await (const statement of streamStatements(generateFile({ seed: 1, statements, operationsPerStatement: 10 }))) {
      count += 1;
      assert.equal(statement.gapMinor, 0n);
      if (count % 500 === 0) most = Math.max(most, process.memoryUsage().arrayBuffers);
    }
    assert.equal(count, statements);
    return most;
  };
  const short = await measure(1_000);
  const long = await measure(10_000);
  assert.ok(long < short + 32_000_000, `${long} after ${short}`);
});
