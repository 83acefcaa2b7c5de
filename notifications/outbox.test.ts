import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { mails } from '#database/tables.ts';
import { openMail, queueMail } from '#notifications/outbox.ts';
import { mailTemplate } from '#notifications/template.ts';
import { readMails } from '#test/mails.ts';
import { openTestRegistry } from '#test/people.ts';

const registry = await openTestRegistry();
const { query } = registry.database;
const { sealingKey } = registry;
const now = new Date('2026-03-01T12:00:00Z');
after(() => registry.database.close());

const greeting = mailTemplate({
  name: 'test.greet',
  data: z.strictObject({ path: z.string(), name: z.string().default('you') }),
  write: ({ path, name }, language) => ({
    subject: language === 'fr' ? 'Bonjour' : 'Hello',
    paragraphs: [name],
    action: { label: 'Go', path },
  }),
});

function queue(to: string, path = '/activate?token=abc', language: 'fr' | 'en' | 'both' = 'both'): Promise<void> {
  return query.transaction((tx) =>
    queueMail({ tx, now, sealingKey }, { to, language, template: greeting, data: { path } }),
  );
}

test('a mail is written with what it tells about, or not at all', async () => {
  await queue('kept@example.org');
  await assert.rejects(
    query.transaction(async (tx) => {
      const data = { path: '/' };
      await queueMail({ tx, now, sealingKey }, { to: 'lost@example.org', language: 'fr', template: greeting, data });
      throw new Error('the sign-up failed');
    }),
    { message: 'the sign-up failed' },
  );
  const [kept] = await readMails(registry, 'kept@example.org');
  assert.deepEqual([kept?.subject, kept?.path], ['Bonjour / Hello', '/activate?token=abc']);
  assert.deepEqual(await readMails(registry, 'lost@example.org'), []);
});

test('links are not readable in the database, nor with another row’s id', async () => {
  await queue('sealed@example.org', '/activate?token=find-me');
  const [row] = await query.select().from(mails).where(eq(mails.recipient, 'sealed@example.org'));
  assert.equal(JSON.stringify(row).includes('find-me'), false);
  const sealedContent = row?.sealedContent ?? Buffer.alloc(0);
  assert.equal(sealedContent.includes('find-me'), false);
  assert.throws(() => openMail(sealingKey, { id: 'another', sealedContent }), { code: 'seal.broken' });
});

test('a button leads into the portal and nowhere else', async () => {
  for (const path of ['https://evil.example', '//evil.example', '/\\evil.example', 'activate']) {
    await assert.rejects(queue('a@example.org', path));
  }
});

test('an address that mail cannot go to is refused before anything is written', async () => {
  await assert.rejects(queue('a@example.org, b@example.org'), { code: 'mail.recipient_refused' });
});
