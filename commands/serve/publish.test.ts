import assert from 'node:assert/strict';
import { once } from 'node:events';
import test from 'node:test';
import { silentLog } from '#base/log.ts';
import { openPublisher, type Publisher } from '#commands/serve/publish.ts';
import { parseMessage, type SnapshotMessage } from '#gateway/snapshot-records.ts';
import { createApplication } from '#registry/applications/create.ts';
import { disableApplication } from '#registry/applications/disable.ts';
import { run } from '#registry/operation.ts';
import { makeWorld, openTestRegistry, operator } from '#test/people.ts';

/** What a gateway learns that has the state `have`. */
function learnt(publisher: Publisher, have: string | null): SnapshotMessage[] {
  return [...publisher.linesSince(have)].map(parseMessage);
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
  portalUrl: 'http://127.0.0.1:8000',
  localUpstreams: new Map(),
  identityHeader: { kid: 'one', privateKeyPem: 'pem' },
  issuerKeys: new Map(),
});

test('what an operation changes is what gateways get next', async (t) => {
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
  const before = publisher.position();
  const tablesOf = (messages: SnapshotMessage[]) =>
    messages.map((message) => ('table' in message ? message.table : ''));
  assert.equal(tablesOf(learnt(publisher, null)).includes('applications'), false);

  const created = nextChange(publisher);
  const application = await run(registry, operator, createApplication, {
    ...{ organisation: world.organisation, environment: 'sandbox', name: 'One' },
    ...{ email: 'one@example.org', responsible: 'One' },
  });
  await created;
  const [begin, put, ...rest] = learnt(publisher, before);
  assert.ok(begin?.type === 'begin' && put?.type === 'put' && put.table === 'applications');
  assert.equal(begin.from, before);
  assert.equal(put.value.id, application.id);
  assert.equal(put.value.enabled, true);
  assert.equal(put.value.secrets.length, 1);
  assert.deepEqual(rest, [{ type: 'commit' }]);

  const disabled = nextChange(publisher);
  const second = publisher.position();
  await run(registry, operator, disableApplication, { application: application.id });
  await disabled;
  const change = learnt(publisher, second)[1];
  assert.ok(change?.type === 'put' && change.table === 'applications');
  assert.equal(change.value.enabled, false);
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
