import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { Webhook } from 'standardwebhooks';
import { silentLog } from '#base/log.ts';
import { quotaWatch } from '#commands/serve/notice-watch.ts';
import { applications, mails, plans, quotaUses, webhookDeliveries } from '#database/tables.ts';
import { openMail } from '#notifications/outbox.ts';
import { openWebhookDelivery } from '#notifications/webhooks/delivery.ts';
import { openPost } from '#notifications/webhooks/post.ts';
import { createApplication } from '#registry/applications/create.ts';
import { listNotices } from '#registry/notices/list.ts';
import { run } from '#registry/operation.ts';
import { requestSubscription } from '#registry/subscriptions/request.ts';
import { createWebhook } from '#registry/webhooks/create.ts';
import { makeWorld, openTestRegistry } from '#test/people.ts';
import { makeCertificates } from '#test/tls/authority.ts';

const folder = mkdtempSync(join(tmpdir(), 'guichet-notices-'));
const files = makeCertificates(folder, ['hooks.example.org']);
const registry = await openTestRegistry();
// The standard's library judges the time of what it verifies by the clock of the machine.
registry.setNow(new Date().toISOString());
const { query } = registry.database;
const received: { readonly headers: Record<string, string>; readonly body: string }[] = [];
let arrived = Promise.withResolvers<void>();
const server = createServer(
  { cert: readFileSync(files.certificateFile), key: readFileSync(files.keyFile) },
  (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
      received.push({ headers, body: Buffer.concat(chunks).toString('utf8') });
      response.writeHead(204).end();
      arrived.resolve();
    });
  },
);
server.listen(0, '127.0.0.1');
await once(server, 'listening');
after(async () => {
  server.closeAllConnections();
  server.close();
  await registry.database.close();
  rmSync(folder, { recursive: true });
});

const { developer, organisation, provider } = await makeWorld(registry);
const fields = { organisation, environment: 'sandbox', name: 'Comptoir', email: 'a@b.fr', responsible: 'D' } as const;
const { id: application } = await run(registry, developer, createApplication, fields);
await query.update(applications).set({ emailVerifiedAt: new Date(0) });
const asked = { application, product: `${provider}/open`, plan: 'default' };
const { planId, productId } = await run(registry, developer, requestSubscription, asked);
await query.update(plans).set({ quotaPerDay: 1000 }).where(eq(plans.id, planId));
const address = server.address();
const port = address === null || typeof address === 'string' ? 0 : address.port;
const { secret } = await run(registry, developer, createWebhook, {
  ...{ application, label: 'CI', url: `https://hooks.example.org:${port}/`, types: ['quota.threshold'] },
});
await query.delete(mails);

/** Notes a use, a second after the last one. */
async function use(used: number): Promise<void> {
  registry.setNow(new Date(registry.clock.nowMs() + 1000).toISOString());
  const now = new Date(registry.clock.nowMs());
  const paris = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Paris' }).format(now);
  const number = Date.parse(paris) / 86_400_000;
  const row = { subjectId: application, productId, window: 'day', number, used, endsAt: now, notedAt: now } as const;
  const target = [quotaUses.subjectId, quotaUses.productId, quotaUses.window];
  await query
    .insert(quotaUses)
    .values(row)
    .onConflictDoUpdate({ target, set: { used, notedAt: now } });
}

async function openDeliveryTo() {
  const authority = readFileSync(files.authorityFile, 'utf8');
  const post = openPost({ privateTargets: true, resolve: async () => ['127.0.0.1'], authority });
  return openWebhookDelivery({ ...registry, portalUrl: 'https://portal.example.org', log: silentLog, post });
}

async function subjects(): Promise<string[]> {
  const rows = await query.select().from(mails).orderBy(mails.id);
  return rows.map(({ id, sealedContent, recipient }) => {
    const written = openMail(registry.sealingKey, { id, sealedContent: sealedContent ?? Buffer.alloc(0) });
    return `${recipient}: ${written.find(({ language }) => language === 'en')?.content.subject}`;
  });
}

test('80 % of a quota is told by one mail and one webhook, with two control processes and after restarts', async () => {
  const [one, other] = [await openDeliveryTo(), await openDeliveryTo()];
  const [first, second] = [quotaWatch(registry), quotaWatch(registry)];
  await Promise.all([first(), second()]);
  assert.deepEqual(await subjects(), []);
  await use(499);
  await Promise.all([first(), second()]);
  assert.deepEqual(await subjects(), []);
  await use(800);
  await Promise.all([first(), second()]);
  await arrived.promise;
  await Promise.all([first(), second()]);
  await use(850);
  // A process that starts anew looks at everything.
  await Promise.all([quotaWatch(registry)(), first()]);
  await Promise.all([one.close(), other.close()]);
  assert.deepEqual(await subjects(), ['a@b.fr: 80 % of the daily quota: Comptoir → Name']);
  const [{ headers, body } = { headers: {}, body: '' }, ...more] = received;
  assert.deepEqual(more, []);
  const payload = new Webhook(secret).verify(body, headers);
  assert.deepEqual(payload, JSON.parse(body));
  const { items } = await run(registry, developer, listNotices, { application });
  assert.deepEqual(
    items.map(({ data }) => data['threshold']),
    [80],
    'what was passed over was told to nobody',
  );
  const { type, data } = JSON.parse(body);
  assert.equal(type, 'quota.threshold');
  assert.deepEqual(
    [data.threshold, data.used, data.limit, data.window, data.page],
    [80, 800, 1000, 'day', `https://portal.example.org/applications/${application}/usage`],
  );
});

test('the end is told too, in the same way; a larger limit begins anew', async () => {
  arrived = Promise.withResolvers();
  const delivery = await openDeliveryTo();
  await use(1000);
  await quotaWatch(registry)();
  await arrived.promise;
  await delivery.close();
  assert.match((await subjects()).at(-1) ?? '', /100 % of the daily quota/);
  await query.update(plans).set({ quotaPerDay: 2000 }).where(eq(plans.id, planId));
  await use(1001);
  await quotaWatch(registry)();
  assert.match((await subjects()).at(-1) ?? '', /50 % of the daily quota/);
  assert.equal((await subjects()).length, 3);
  assert.equal(await query.$count(webhookDeliveries), 3);
});
