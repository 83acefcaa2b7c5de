import assert from 'node:assert/strict';
import test from 'node:test';
import { limits } from '#base/limits.ts';
import type { Logged } from '#metering/request-log/logged.ts';
import { openTail } from '#metering/request-log/tail.ts';
import { loggedRequest } from '#test/logged-requests.ts';

const begin = Date.parse('2026-11-21T10:00:00Z');

function logged(afterMs: number): Logged {
  const { atMs: _, applicationId: _a, apiId: _b, providerId: _c, ...entry } = loggedRequest({});
  return { ...entry, at: new Date(begin + afterMs).toISOString(), application: null, api: null };
}

test('each entry is given once, oldest first, also one that arrives after younger ones', async () => {
  const [first, second, late] = [logged(1_000), logged(2_000), logged(500)];
  let log = [second, first];
  const tail = openTail(async (from) => log.filter(({ at }) => at >= from));
  assert.deepEqual(await tail.look(begin + 2_000), [first, second]);
  assert.deepEqual(await tail.look(begin + 3_000), []);
  log = [second, first, late];
  assert.deepEqual(await tail.look(begin + 4_000), [late]);
  assert.deepEqual(await tail.look(begin + limits.requestTailWindowMs + 3_000), []);
});
