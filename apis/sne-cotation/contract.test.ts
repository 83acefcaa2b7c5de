import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { silentLog } from '#base/log.ts';
import { openSneCotation } from '#apis/sne-cotation/service.ts';

test('the contract that the example declaration publishes is the one that the service makes from its code', async () => {
  const service = openSneCotation({ identify: async () => null, log: silentLog });
  const own: unknown = await (await service(new Request('http://localhost/openapi.json'))).json();
  const path = new URL('../../examples/sne-cotation.openapi.json', import.meta.url);
  assert.deepEqual(JSON.parse(readFileSync(path, 'utf8')), own, 'script/pages writes it anew');
});
