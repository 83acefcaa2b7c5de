import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { migrateBanking } from '#apis/banking/schema/migrate.ts';
import { backup } from '#database/backup.ts';
import { restore } from '#database/restore.ts';
import { openTestDatabase } from '#test/database.ts';
import { imported, makeAccount, operationsOf } from '#test/banking/answers.ts';
import { file, first, second } from '#test/banking/statements.ts';
import { openBankingWorld } from '#test/banking/world.ts';

test('a backup of the house holds what was imported, and importing goes on behind a restore', async () => {
  const world = await openBankingWorld();
  const fresh = await openTestDatabase();
  const folder = mkdtempSync(join(tmpdir(), 'guichet-backup-'));
  try {
    const { account, me } = await makeAccount(world);
    const { Id } = await imported(await me.send(file(first)));
    await backup(world.database, join(folder, 'backup'));
    assert.equal((await me.call(`/ebics/imports/${Id}`, { method: 'DELETE' })).status, 204);
    await restore(world.database, join(folder, 'backup'), { replace: true });
    await world.restart();
    assert.equal((await operationsOf(me, account)).length, 2);
    assert.equal((await imported(await me.send(file(first, second)))).Report?.Imported.Statements, 1);
    const original = await me.call(`/ebics/imports/${Id}/file`);
    assert.equal(await original.text(), file(first));
    // A house in which the service never ran takes it too.
    await migrateBanking(fresh.pool);
    await restore(fresh, join(folder, 'backup'), { replace: false });
    const { rows } = await fresh.pool.query('select 1 from banking.operations');
    assert.equal(rows.length, 2);
  } finally {
    await world.close();
    await fresh.close();
    rmSync(folder, { recursive: true });
  }
});
