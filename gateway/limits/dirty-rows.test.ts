import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markDirtyAgain, takeDirtyRows } from '#gateway/limits/dirty-rows.ts';
import { createLimitMemory, openLimitTable, rowOfKey } from '#gateway/limits/limit-memory.ts';

test('each row is taken once, marked again or not, and none waits behind busier ones', () => {
  const table = openLimitTable(createLimitMemory(256));
  for (let number = 1; number <= 256; number += 1) rowOfKey(table, { first: number, second: number });
  const all = Array.from({ length: 256 }, (_, row) => row);
  markDirtyAgain(table, all);
  const seen = new Set<number>();
  let from = 0;
  for (let turn = 0; turn < 4; turn += 1) {
    const rows = takeDirtyRows(table, 64, from);
    assert.equal(rows.length, 64);
    for (const row of rows) seen.add(row);
    from = (rows.at(-1) ?? 0) + 32;
    markDirtyAgain(table, rows);
  }
  assert.equal(seen.size, 256);
  assert.deepEqual(takeDirtyRows(table, 256), all);
  assert.deepEqual(takeDirtyRows(table, 256), []);
});
