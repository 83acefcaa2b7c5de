import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { Validator } from '@seriousme/openapi-schema-validator';
import { silentLog } from '#base/log.ts';
import { openSneCotation } from '#apis/sne-cotation/service.ts';

test('the contract that the example declaration publishes is the one that the service makes from its code, and is valid', async () => {
  const service = openSneCotation({ identify: async () => null, clock: { nowMs: () => 0 }, log: silentLog });
  const own: Record<string, unknown> = JSON.parse(
    await (await service(new Request('http://localhost/openapi.json'))).text(),
  );
  const path = new URL('../../examples/sne-cotation.openapi.json', import.meta.url);
  assert.deepEqual(JSON.parse(readFileSync(path, 'utf8')), own, 'script/pages writes it anew');
  const validated = await new Validator().validate(structuredClone(own));
  assert.equal(validated.valid, true, JSON.stringify(validated.errors));
});
