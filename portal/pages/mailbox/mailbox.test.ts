import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { z } from 'zod';
import { newId } from '#base/ids.ts';
import { limits } from '#base/limits.ts';
import { keepWaiting } from '#notifications/keep.ts';
import { queueMail } from '#notifications/outbox.ts';
import { mailTemplate } from '#notifications/template.ts';
import { openTestRegistry } from '#test/people.ts';
import { newVisitor, openTestPortal } from '#test/portal.ts';

const registry = await openTestRegistry();
const portalUrl = 'http://127.0.0.1:8000';
const portal = await openTestPortal(registry, { portalUrl });
const here = { origin: portalUrl, peer: '127.0.0.1' };
after(() => registry.database.close());

const activation = mailTemplate({
  name: 'test.activate',
  data: z.strictObject({ name: z.string() }),
  write: ({ name }, language) => ({
    subject: `${language === 'fr' ? 'Bonjour' : 'Hello'} ${name}`,
    paragraphs: ['<script>alert(1)</script>'],
    action: { label: 'Go', path: '/activate?token=find-me' },
  }),
});

async function keep(name: string): Promise<void> {
  const work = { now: new Date(registry.clock.nowMs()), sealingKey: registry.sealingKey };
  await registry.database.query.transaction((tx) =>
    queueMail({ ...work, tx }, { to: 'a@example.org', language: 'both', template: activation, data: { name } }),
  );
  await keepWaiting(registry);
}

test('an empty mailbox says how it fills', async () => {
  const page = await newVisitor(portal, 'fr', here).open('/mailbox');
  assert.match(page.text, /Aucun courriel/);
});

test('on this machine the mails show, and their buttons lead into this portal', async () => {
  await keep('Jeanne');
  for (const peer of ['127.0.0.1', '::1', '::ffff:127.0.0.1']) {
    const visitor = newVisitor(portal, 'en', { ...here, peer });
    const list = await visitor.open('/mailbox');
    assert.match(list.text, /Bonjour Jeanne \/ Hello Jeanne/);
    const mail = await visitor.open(list.document.querySelector('tbody a')?.getAttribute('href') ?? '');
    assert.equal(mail.status, 200);
    const buttons = mail.document.querySelectorAll('main a.button').map((button) => button.getAttribute('href'));
    assert.deepEqual(buttons, ['/activate?token=find-me', '/activate?token=find-me']);
    assert.equal(mail.document.querySelectorAll('main script').length, 0);
    assert.match(mail.text, /http:\/\/127\.0\.0\.1:8000\/activate\?token=find-me/);
  }
});

test('a mail that is not there is said to be gone', async () => {
  const visitor = newVisitor(portal, 'en', here);
  for (const id of [newId(), 'nonsense']) assert.equal((await visitor.open(`/mailbox/${id}`)).status, 404);
});

const elsewhere = [
  ['a browser on another machine', { ...here, peer: '192.0.2.7' }, {}],
  ['a page of another site whose name leads here', { ...here, origin: 'http://evil.example:8000' }, {}],
  ['a proxy on this machine', here, { 'x-forwarded-for': '192.0.2.7' }],
  ['a proxy that says only its own name', here, { via: '1.1 proxy' }],
] as const;

for (const [who, from, headers] of elsewhere) {
  test(`${who} sees no mail`, async () => {
    const visitor = newVisitor(portal, 'en', from);
    for (const address of ['/mailbox', `/mailbox/${newId()}`]) {
      const page = await visitor.open(address, headers);
      assert.equal(page.status, 403);
      assert.match(page.text, /mailbox\.elsewhere/);
      assert.doesNotMatch(page.text, /find-me/);
    }
  });
}

test('a portal with a public address shows no mail to anybody', async () => {
  const open = await openTestPortal(registry);
  assert.equal((await newVisitor(open, 'en', here).open('/mailbox')).status, 403);
});

test('a full mailbox goes on on the next page', async () => {
  for (let mail = 0; mail < limits.mailboxRows; mail++) await keep(`number ${mail}`);
  const visitor = newVisitor(portal, 'en', here);
  const first = await visitor.open('/mailbox');
  const second = await visitor.open(first.document.querySelector('a[rel=next]')?.getAttribute('href') ?? '');
  const rows = [first, second].map((page) => page.document.querySelectorAll('tbody tr').length);
  assert.deepEqual(rows, [limits.mailboxRows, 1]);
  assert.equal(second.document.querySelector('a[rel=next]'), null);
});
