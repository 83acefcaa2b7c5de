import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { openMailServer, type OutgoingMail, type Outcome } from '#notifications/mail-server.ts';
import { headerOf, mailServerMissing, openMailServerForTests, type TestMailServer } from '#test/mail-server/open.ts';
import { freePort } from '#test/ports.ts';
import { makeCertificates } from '#test/tls/authority.ts';

const folder = mkdtempSync(join(tmpdir(), 'guichet-mail-'));
after(() => rmSync(folder, { recursive: true, force: true }));
const { authorityFile, certificateFile, keyFile } = makeCertificates(folder, ['localhost']);
const credentials = 'portal:p%40ss%3Aword%2F1';

const mail: OutgoingMail = {
  id: '01930000-0000-7000-8000-000000000001',
  recipient: 'jeanne@example.org',
  subject: 'Activer votre compte – été 🎉 / Activate',
  text: 'Merci, Jérôme.\n.\nFrom the portal\n',
  html: '<p>Merci, Jérôme.</p>',
  languages: 'fr, en',
  writtenAt: new Date('2026-03-01T12:00:00Z'),
};
const never = new AbortController().signal;

type Sending = { readonly url: string; readonly from?: string; readonly authorityFile?: string | undefined };

async function send(sending: Sending, more: Partial<OutgoingMail> = {}): Promise<Outcome> {
  const { url, from = 'Portail « été » <portal@example.org>', authorityFile } = sending;
  const server = await openMailServer({ url, from, authorityFile });
  try {
    return await server.send({ ...mail, ...more }, never);
  } finally {
    server.close();
  }
}

function withServer(
  name: string,
  options: Parameters<typeof openMailServerForTests>[0],
  use: (server: TestMailServer) => Promise<void>,
): void {
  test(name, { skip: mailServerMissing }, async () => {
    const server = await openMailServerForTests(options);
    try {
      await use(server);
    } finally {
      await server.close();
    }
  });
}

withServer('a mail arrives with text and HTML, its letters whole, and marked as automatic', {}, async (server) => {
  assert.deepEqual(await send({ url: `smtp://127.0.0.1:${server.port}` }), { kind: 'sent' });
  const received = await server.next();
  assert.deepEqual([received.from, received.to], ['portal@example.org', ['jeanne@example.org']]);
  assert.equal(headerOf(received, 'subject'), mail.subject);
  assert.equal(headerOf(received, 'from'), 'Portail « été » <portal@example.org>');
  assert.equal(headerOf(received, 'to'), 'jeanne@example.org');
  assert.equal(headerOf(received, 'message-id'), `<${mail.id}@example.org>`);
  assert.equal(headerOf(received, 'date'), 'Sun, 01 Mar 2026 12:00:00 +0000');
  assert.equal(headerOf(received, 'auto-submitted'), 'auto-generated');
  assert.equal(headerOf(received, 'content-language'), 'fr, en');
  assert.match(headerOf(received, 'content-type') ?? '', /^multipart\/alternative/);
  assert.equal(received.text.replaceAll('\r\n', '\n'), mail.text);
  assert.equal(received.html.trim(), mail.html);
  // Headers are ASCII on the wire (RFC 2047).
  assert.match(received.raw.slice(0, received.raw.indexOf('\r\n\r\n')), /^[\x20-\x7e\t\r\n]+$/);
});

withServer('a line break in a subject makes no header field', {}, async (server) => {
  const subject = 'Hello\r\nBcc: eve@example.org\r\n\r\nbody';
  assert.equal((await send({ url: `smtp://127.0.0.1:${server.port}` }, { subject })).kind, 'sent');
  const received = await server.next();
  assert.equal(headerOf(received, 'bcc'), undefined);
  assert.deepEqual(received.to, ['jeanne@example.org']);
});

withServer('what the server says about a mail is told apart', { putOff: 1 }, async (server) => {
  const url = `smtp://127.0.0.1:${server.port}`;
  const kinds = [];
  for (const recipient of [
    'refused@example.org',
    'put-off@example.org',
    'put-off@example.org',
    'too-big@example.org',
  ]) {
    kinds.push(await send({ url }, { recipient }));
  }
  assert.deepEqual(
    kinds.map((outcome) => outcome.kind),
    ['refused', 'put-off', 'sent', 'refused'],
  );
  assert.match(kinds[0]?.kind === 'refused' ? kinds[0].error : '', /550 5\.1\.1 no such mailbox/);
});

test('a server that is not there says nothing about the mail', async () => {
  const outcome = await send({ url: `smtp://127.0.0.1:${await freePort()}` });
  assert.equal(outcome.kind, 'unusable');
});

const encrypted = { certificateFile, keyFile, auth: true };

withServer('STARTTLS, then the password', encrypted, async (server) => {
  const url = `smtp://${credentials}@localhost:${server.port}?tls=required`;
  assert.deepEqual(await send({ url, authorityFile }), { kind: 'sent' });
  const { tls, authenticated } = await server.next();
  assert.deepEqual({ tls, authenticated }, { tls: true, authenticated: true });
});

withServer('TLS from the first byte', { ...encrypted, implicit: true }, async (server) => {
  const url = `smtps://${credentials}@localhost:${server.port}`;
  assert.deepEqual(await send({ url, authorityFile }), { kind: 'sent' });
  assert.equal((await server.next()).authenticated, true);
});

withServer(
  'a wrong password, and a certificate that is not trusted, are not the mail’s fault',
  encrypted,
  async (server) => {
    const wrong = await send({ url: `smtp://portal:wrong@localhost:${server.port}?tls=required`, authorityFile });
    assert.equal(wrong.kind, 'unusable');
    assert.equal(JSON.stringify(wrong).includes('wrong@'), false);
    const untrusted = await send({ url: `smtp://${credentials}@localhost:${server.port}?tls=required` });
    assert.equal(untrusted.kind, 'unusable');
    assert.match(JSON.stringify(untrusted), /certificate/i);
  },
);

withServer('a server without TLS gets neither password nor mail where TLS is required', {}, async (server) => {
  const outcome = await send({ url: `smtp://${credentials}@localhost:${server.port}?tls=required` });
  assert.equal(outcome.kind, 'unusable');
});

test('a sender that is no address, and an authority that is not there, are refused at the start', async () => {
  const url = 'smtp://localhost';
  await assert.rejects(openMailServer({ url, from: 'Portal <pörtal@example.org>', authorityFile }), {
    code: 'mail.recipient_refused',
  });
  await assert.rejects(openMailServer({ url, from: 'a@example.org', authorityFile: join(folder, 'none') }), {
    code: 'settings.smtp_authority',
  });
});
