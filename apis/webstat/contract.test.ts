import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import pg from 'pg';
import { Validator } from '@seriousme/openapi-schema-validator';
import { openProduct } from '#apis/webstat/product.ts';
import { silentLog } from '#base/log.ts';

for (const language of ['fr', 'en'] as const) {
  test(`the contract of webstat-${language} that the example declaration publishes is made from the code, and is valid`, async () => {
    // A pool that is never asked opens no connection.
    const app = openProduct({ identify: async () => false, pool: new pg.Pool(), log: silentLog }, language);
    const own: Record<string, unknown> = JSON.parse(await (await app.request('/openapi.json')).text());
    const path = new URL(`../../examples/webstat-${language}.openapi.json`, import.meta.url);
    assert.deepEqual(JSON.parse(readFileSync(path, 'utf8')), own, 'script/pages writes it anew');
    const validated = await new Validator().validate(structuredClone(own));
    assert.equal(validated.valid, true, JSON.stringify(validated.errors));
  });
}
