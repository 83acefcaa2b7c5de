import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { limits } from '#base/limits.ts';
import { applicationEmailLinks } from '#database/tables.ts';
import { createSandboxApplication } from '#registry/applications/create-sandbox.ts';
import { createApplication } from '#registry/applications/create.ts';
import { getApplication } from '#registry/applications/get.ts';
import { sendContactVerification } from '#registry/applications/send-contact-link.ts';
import { updateApplication } from '#registry/applications/update.ts';
import { readContactLink, verifyContact } from '#registry/applications/verify-contact.ts';
import { run, type Actor } from '#registry/operation.ts';
import { readMails } from '#test/mails.ts';
import { makeWorld, openTestRegistry, system } from '#test/people.ts';

const registry = await openTestRegistry();
const { developer, outsider, organisation } = await makeWorld(registry);
after(() => registry.database.close());

/** Whoever opens the link: nobody is logged in. */
const visitor: Actor = { kind: 'system', name: 'visitor' };
const invalid = { code: 'application.contact_link_invalid', status: 404 };

function create(name: string, email: string) {
  const input = { organisation, environment: 'sandbox', name, email, responsible: 'Dev' } as const;
  return run(registry, developer, createApplication, input);
}

async function verifiedAt(application: string): Promise<string | null> {
  return (await run(registry, developer, getApplication, { application })).emailVerifiedAt;
}

/** The token in the last link mailed to an address. */
async function tokenSentTo(email: string): Promise<string> {
  const mail = (await readMails(registry, email)).at(-1);
  return new URL(mail?.path ?? '', 'http://portal.example').searchParams.get('token') ?? '';
}

test('a contact address is verified by the link that was mailed to it, once', async () => {
  const { id } = await create('one', 'team@example.org');
  assert.equal(await verifiedAt(id), null);
  const token = await tokenSentTo('team@example.org');
  const read = await run(registry, visitor, readContactLink, { token });
  assert.deepEqual(read, { application: 'one', email: 'team@example.org' });
  assert.equal(await verifiedAt(id), null);
  await run(registry, visitor, verifyContact, { token });
  assert.equal(await verifiedAt(id), '2026-03-01T12:00:00.000Z');
  await assert.rejects(run(registry, visitor, verifyContact, { token }), invalid);
  await assert.rejects(run(registry, visitor, readContactLink, { token: 'guessed' }), invalid);
});

test('the mail says nothing that who asked for it could choose', async () => {
  await create('Buy pills at evil.example', 'victim@example.org');
  const [mail] = await readMails(registry, 'victim@example.org');
  assert.equal(mail?.text.includes('evil.example'), false);
  assert.equal(mail?.text.includes('Confirmez') || mail?.subject.includes('Confirmez'), true);
});

test('the token is kept as its digest alone', async () => {
  await create('digest', 'digest@example.org');
  const kept = JSON.stringify(await registry.database.query.select().from(applicationEmailLinks));
  assert.equal(kept.includes(await tokenSentTo('digest@example.org')), false);
});

test('another address is not verified, and the link to the former one is worth nothing any more', async () => {
  const { id: application } = await create('moved', 'before@example.org');
  const late = await tokenSentTo('before@example.org');
  const change = (email: string) => run(registry, developer, updateApplication, { application, email });
  assert.equal((await change('after@example.org')).emailVerifiedAt, null);
  await assert.rejects(run(registry, visitor, verifyContact, { token: late }), invalid);
  await run(registry, visitor, verifyContact, { token: await tokenSentTo('after@example.org') });
  assert.equal(await verifiedAt(application), '2026-03-01T12:00:00.000Z');
  assert.equal((await change('third@example.org')).emailVerifiedAt, null);
});

test("the actor's own login needs no link, somebody else's does", async () => {
  const own = await create('own', developer.name);
  assert.equal(own.emailVerifiedAt, '2026-03-01T12:00:00.000Z');
  assert.deepEqual(await readMails(registry, developer.name), []);
  const foreign = await create('foreign', outsider.name);
  assert.equal(foreign.emailVerifiedAt, null);
  const sandbox = await run(registry, system, createSandboxApplication, { account: developer.accountId });
  assert.equal(sandbox.emailVerifiedAt, '2026-03-01T12:00:00.000Z');
});

test('a link expires, and a new one can be sent', async () => {
  const { id } = await create('late', 'late@example.org');
  const token = await tokenSentTo('late@example.org');
  const sent = registry.clock.nowMs();
  registry.setNow(new Date(sent + limits.contactLinkMs).toISOString());
  await assert.rejects(run(registry, visitor, verifyContact, { token }), invalid);
  await run(registry, developer, sendContactVerification, { application: id });
  await run(registry, visitor, verifyContact, { token: await tokenSentTo('late@example.org') });
  assert.notEqual(await verifiedAt(id), null);
  registry.setNow(new Date(sent).toISOString());
});

test('one address gets so many links and no more, whichever applications name it', async () => {
  for (let made = 0; made < limits.contactLinksPerAddress + 2; made += 1)
    await create(`flood ${made}`, 'flood@example.org');
  assert.equal((await readMails(registry, 'flood@example.org')).length, limits.contactLinksPerAddress);
  const { id } = await create('flood last', 'flood@example.org');
  const many = { code: 'application.contact_links_many', status: 429 };
  await assert.rejects(run(registry, developer, sendContactVerification, { application: id }), many);
});

test("only the application's own organisation can have a link sent", async () => {
  const { id } = await create('hidden', 'hidden@example.org');
  await assert.rejects(run(registry, outsider, sendContactVerification, { application: id }), {
    code: 'application.not_found',
  });
});
