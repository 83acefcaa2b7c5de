import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import { after, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { silentLog } from '#base/log.ts';
import { newId } from '#base/ids.ts';
import { webhookDeliveries, webhooks } from '#database/tables.ts';
import { openWebhookDelivery } from '#notifications/webhooks/delivery.ts';
import { openPost } from '#notifications/webhooks/post.ts';
import { queueEvent } from '#notifications/webhooks/queue.ts';
import { createApplication } from '#registry/applications/create.ts';
import { inOneTransaction, run } from '#registry/operation.ts';
import { createWebhook } from '#registry/webhooks/create.ts';
import { makeWorld, openTestRegistry, system } from '#test/people.ts';
import { freePort } from '#test/ports.ts';

const registry = { ...(await openTestRegistry()), privateTargets: true };
const { query } = registry.database;
const opened: Server[] = [];
after(async () => {
  for (const server of opened) server.closeAllConnections();
  for (const server of opened) server.close();
  await registry.database.close();
});
const { developer, organisation } = await makeWorld(registry);
const fields = { organisation, environment: 'sandbox', name: 'app', email: 'a@b.fr', responsible: 'D' } as const;
const { id: application } = await run(registry, developer, createApplication, fields);

async function receiver(answer: RequestListener): Promise<string> {
  const server = createServer(answer);
  opened.push(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return `http://127.0.0.1:${address === null || typeof address === 'string' ? 0 : address.port}/`;
}

const type = 'version.retired';
const makeAt = (url: string, label: string) =>
  run(registry, developer, createWebhook, { application, label, url, types: [type] });

const statesOf = async (webhook: string) =>
  (await query.select().from(webhookDeliveries).where(eq(webhookDeliveries.webhookId, webhook))).map(
    ({ state }) => state,
  );

test('a receiver that does not answer, and one that is not there, hold up no other', async () => {
  const events = 5;
  const { promise: slowCalled, resolve: callSlow } = Promise.withResolvers<void>();
  const { promise: allCame, resolve: lastCame } = Promise.withResolvers<void>();
  let release: () => void = () => undefined;
  let slowCalls = 0;
  let came = 0;
  const slow = await receiver((_request, response) => {
    slowCalls += 1;
    release = () => response.end();
    callSlow();
  });
  const quick = await receiver((_request, response) => {
    response.end();
    came += 1;
    if (came === events) lastCame();
  });
  const slowHook = await makeAt(slow, 'slow');
  const deadHook = await makeAt(`http://127.0.0.1:${await freePort()}/`, 'dead');
  const quickHook = await makeAt(quick, 'quick');
  const post = openPost({ privateTargets: true });
  const delivery = await openWebhookDelivery({ ...registry, portalUrl: 'https://p.example', log: silentLog, post });
  for (let count = 0; count < events; count += 1) {
    const event = { id: newId(), type, applicationId: application, data: {} };
    await inOneTransaction(registry, system, (work) => queueEvent(work, event));
  }
  await Promise.all([slowCalled, allCame]);
  assert.deepEqual(await statesOf(slowHook.id), Array(events).fill('waiting'));
  assert.equal(slowCalls, 1, 'and is called once at a time');
  const closing = delivery.close();
  release();
  await closing;
  assert.deepEqual(await statesOf(quickHook.id), Array(events).fill('delivered'));
  assert.deepEqual(await statesOf(deadHook.id), Array(events).fill('waiting'));
  assert.deepEqual((await statesOf(slowHook.id)).toSorted(), ['delivered', ...Array(events - 1).fill('waiting')]);
  const [dead] = await query.select().from(webhooks).where(eq(webhooks.id, deadHook.id));
  assert.notEqual(dead?.failingSince, null);
});
