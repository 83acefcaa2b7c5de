import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { applicationCompiler, applicationRecord, assembleApplication } from '#gateway/compile/application.ts';
import { packApplication, unpackApplication } from '#gateway/compile/packed-application.ts';
import type { SnapshotApplication } from '#gateway/snapshot.ts';
import { sampleApplication } from '#test/sample-snapshot.ts';

const digest = fc.uint8Array({ minLength: 32, maxLength: 32 }).map((bytes) => Buffer.from(bytes).toString('hex'));
const secret = fc.record(
  { id: fc.uuid(), digest, expiresAtMs: fc.option(fc.nat(), { nil: null }) },
  { noNullPrototype: true },
);
const fields = {
  ...{ id: fc.uuid(), name: fc.string({ unit: 'binary' }), clientId: fc.string(), enabled: fc.boolean() },
  ...{ organisationId: fc.uuid(), organisation: fc.string(), secrets: fc.array(secret, { maxLength: 3 }) },
  environment: fc.constantFrom('sandbox', 'production'),
  ...{ javascriptOrigins: fc.uniqueArray(fc.webUrl()), consents: fc.uniqueArray(fc.uuid()) },
  subscriptions: fc.constantFrom(sampleApplication.subscriptions, {}),
  profiles: fc.constantFrom(sampleApplication.profiles, {}),
} as const;
const application: fc.Arbitrary<SnapshotApplication> = fc.record(fields, { noNullPrototype: true });

test('an application comes back from its compiled and its packed form as it was', () => {
  const compile = applicationCompiler();
  fc.assert(
    fc.property(application, (record) => {
      const parts = compile(record);
      assert.deepEqual(applicationRecord(assembleApplication(parts)), record);
      const packed = packApplication(parts);
      if (packed !== null) assert.deepEqual(unpackApplication(packed, record.clientId), parts);
    }),
  );
});

test('what the packed form cannot hold is not packed', () => {
  const compile = applicationCompiler();
  assert.notEqual(packApplication(compile(sampleApplication)), null);
  assert.equal(packApplication(compile({ ...sampleApplication, name: 'two\nlines' })), null);
  const secrets = [{ id: 'short', digest: 'ab', expiresAtMs: null }];
  assert.equal(packApplication(compile({ ...sampleApplication, secrets })), null);
});
