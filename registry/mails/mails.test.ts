import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { newId } from '#base/ids.ts';
import { mails } from '#database/tables.ts';
import { queueMail } from '#notifications/outbox.ts';
import { mailTemplate } from '#notifications/template.ts';
import { listMails } from '#registry/mails/list.ts';
import { sendMailAgain } from '#registry/mails/send-again.ts';
import { run } from '#registry/operation.ts';
import { makeWorld, openTestRegistry, operator } from '#test/people.ts';

const registry = await openTestRegistry();
const { administrator } = await makeWorld(registry);
const { query } = registry.database;
after(() => registry.database.close());

const greeting = mailTemplate({
  name: 'test.greet',
  data: z.strictObject({}),
  write: () => ({ subject: 'Hello', paragraphs: ['find-me'] }),
});

async function queue(to: string): Promise<void> {
  const work = { now: new Date(registry.clock.nowMs()), sealingKey: registry.sealingKey };
  await query.transaction((tx) => queueMail({ ...work, tx }, { to, language: 'en', template: greeting, data: {} }));
}

test('the mail log names whom, what and how it stands, page by page, and never what mails say', async () => {
  for (const name of ['a', 'b', 'c']) await queue(`${name}@example.org`);
  await query.update(mails).set({ state: 'failed', lastError: '550' }).where(eq(mails.recipient, 'b@example.org'));
  const first = await run(registry, operator, listMails, { limit: 2 });
  const second = await run(registry, operator, listMails, { limit: 2, after: first.next ?? '' });
  assert.equal(new Set([...first.items, ...second.items].map(({ recipient }) => recipient)).size, 3);
  assert.equal(JSON.stringify(first).includes('find-me'), false);
  const failed = await run(registry, operator, listMails, { state: 'failed' });
  assert.deepEqual(
    failed.items.map(({ recipient, lastError, sendable }) => [recipient, lastError, sendable]),
    [['b@example.org', '550', true]],
  );
  assert.equal((await run(registry, operator, listMails, { recipient: 'C@EX' })).items[0]?.recipient, 'c@example.org');
  assert.equal((await run(registry, operator, listMails, { template: 'other' })).items.length, 0);
});

test('a mail that failed is handed to the delivery anew; one that was erased is not', async () => {
  const [failed] = (await run(registry, operator, listMails, { state: 'failed' })).items;
  const mail = failed?.id ?? '';
  const again = await run(registry, operator, sendMailAgain, { mail });
  assert.deepEqual([again.state, again.attempts, again.finishedAt], ['waiting', 0, null]);
  await query.update(mails).set({ state: 'sent', sealedContent: null }).where(eq(mails.id, mail));
  await assert.rejects(run(registry, operator, sendMailAgain, { mail }), { code: 'mail.erased', status: 409 });
  for (const unknown of [newId(), 'nonsense']) {
    await assert.rejects(run(registry, operator, sendMailAgain, { mail: unknown }), { code: 'mail.not_found' });
  }
});

test('the mail log is for operators', async () => {
  await assert.rejects(run(registry, administrator, listMails, {}), { code: 'permission.denied' });
  await assert.rejects(run(registry, administrator, sendMailAgain, { mail: newId() }), { code: 'permission.denied' });
});
