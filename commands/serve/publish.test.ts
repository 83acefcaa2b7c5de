import assert from 'node:assert/strict';
import { once } from 'node:events';
import test from 'node:test';
import { silentLog } from '#base/log.ts';
import { openPublisher, type Publisher } from '#commands/serve/publish.ts';
import { snapshotSchema, type Snapshot } from '#gateway/snapshot.ts';
import { createApplication } from '#registry/applications/create.ts';
import { disableApplication } from '#registry/applications/disable.ts';
import { run } from '#registry/operation.ts';
import { makeWorld, openTestRegistry, operator } from '#test/people.ts';

function latest(publisher: Publisher): Snapshot {
  return snapshotSchema.parse(JSON.parse(publisher.latest()));
}

/** Resolves at the publisher's next word. */
async function nextChange(publisher: Publisher): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = publisher.onChange(resolve);
  await promise;
  stop();
}

/** What the publisher is told of this instance, in both tests. */
const facts = async () => ({
  identityUrl: 'http://127.0.0.1:8001',
  localUpstreams: new Map(),
  identityHeader: { kid: 'one', privateKeyPem: 'pem' },
  issuerKeys: new Map(),
});

test('what an operation changes is in the next snapshot, whose revision is the operation’s', async (t) => {
  const registry = await openTestRegistry();
  const world = await makeWorld(registry);
  const publisher = await openPublisher({
    registry,
    facts,
    log: silentLog,
  });
  t.after(async () => {
    await publisher.close();
    await registry.database.close();
  });
  const before = latest(publisher);
  assert.deepEqual(before.applications, {});

  const created = nextChange(publisher);
  const application = await run(registry, operator, createApplication, {
    ...{ organisation: world.organisation, environment: 'sandbox', name: 'One' },
    ...{ email: 'one@example.org', responsible: 'One' },
  });
  await created;
  const after = latest(publisher);
  assert.equal(after.revision, before.revision + 1);
  assert.equal(after.applications[application.id]?.enabled, true);
  assert.equal(after.applications[application.id]?.secrets.length, 1);

  const disabled = nextChange(publisher);
  await run(registry, operator, disableApplication, { application: application.id });
  await disabled;
  assert.equal(latest(publisher).applications[application.id]?.enabled, false);
});

test('the streams are told when the publisher ends', async (t) => {
  const registry = await openTestRegistry();
  t.after(() => registry.database.close());
  const publisher = await openPublisher({
    registry,
    facts,
    log: silentLog,
  });
  const ended = once(publisher.ended, 'abort');
  publisher.endStreams();
  await ended;
  await publisher.close();
});
