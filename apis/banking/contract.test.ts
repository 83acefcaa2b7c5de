import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import pg from 'pg';
import { Validator } from '@seriousme/openapi-schema-validator';
import { openBankingApp } from '#apis/banking/app.ts';
import { ImportRunner } from '#apis/banking/import/runner.ts';
import { silentLog } from '#base/log.ts';

test('the contract that the example declaration publishes is the one that the service makes from its code, and is valid', async () => {
  // A pool that is never asked opens no connection.
  const options = {
    identify: async () => null,
    pool: new pg.Pool(),
    folder: '',
    clock: { nowMs: () => 0 },
    log: silentLog,
  };
  const app = openBankingApp(options, new ImportRunner(options));
  const own: Record<string, unknown> = JSON.parse(await (await app.request('/openapi.json')).text());
  const published: unknown = JSON.parse(
    readFileSync(new URL('../../examples/banking.openapi.json', import.meta.url), 'utf8'),
  );
  assert.deepEqual(published, own, 'script/pages writes it anew');
  const validated = await new Validator().validate(structuredClone(own));
  assert.equal(validated.valid, true, JSON.stringify(validated.errors));
});
