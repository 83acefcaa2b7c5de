import assert from 'node:assert/strict';
import test from 'node:test';
import { reasons } from '#gateway/refusals/reasons.ts';
import { reasonMeanings } from '#metering/request-log/reasons.ts';

test('the request log explains every reason of the gateway, and no other', () => {
  assert.deepEqual(Object.keys(reasonMeanings).toSorted(), Object.keys(reasons).toSorted());
});
