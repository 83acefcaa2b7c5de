import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import type { z } from 'zod';
import { countSchema, keyUseSchema, logEntrySchema, parcelSchema, quotaUseSchema } from '#gateway/usage/parcel.ts';
import * as intake from '#metering/intake/parcel.ts';
import { someCounts, uuid } from '#test/metering/parcels.ts';
import { loggedRequest } from '#test/logged-requests.ts';

function keysOf(schema: z.ZodObject): string[] {
  return Object.keys(schema.shape).toSorted();
}

test('what gateways say of counts, quotas, keys and requests, the intake knows', () => {
  assert.deepEqual(keysOf(intake.countedSchema), keysOf(countSchema));
  assert.deepEqual(keysOf(intake.quotaSchema), keysOf(quotaUseSchema));
  assert.deepEqual(keysOf(intake.keyUseSchema), keysOf(keyUseSchema));
  assert.deepEqual(keysOf(intake.requestSchema), keysOf(logEntrySchema));
  // When it was made is for people who look into a spool.
  assert.deepEqual([...keysOf(intake.parcelSchema), 'madeAtMs'].toSorted(), keysOf(parcelSchema));
});

test('a count is the same to both', () => {
  const minute = fc.integer({ min: 29_000_000, max: 30_000_000 });
  fc.assert(
    fc.property(someCounts(minute), (count) => {
      assert.deepEqual(intake.countedSchema.parse(countSchema.parse(count)), count);
    }),
  );
});

test('an entry of the request log and the use of a quota are the same to both', () => {
  const entry = loggedRequest({});
  assert.deepEqual(intake.requestSchema.parse(logEntrySchema.parse(entry)), entry);
  const use = { subjectId: uuid(1), productId: uuid(2), day: { number: 1, used: 2, endsAtMs: 3 }, month: null };
  assert.deepEqual(intake.quotaSchema.parse(quotaUseSchema.parse(use)), use);
});
