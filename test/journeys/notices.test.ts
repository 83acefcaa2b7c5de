/**
 * A quota that fills up, told by the whole system: each threshold by one mail in the reader's language and by one signed
 * call of a webhook, both of which lead to the page that says how much is left; and who wants no mail gets none.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { Webhook } from 'standardwebhooks';
import { z } from 'zod';
import { openChromium } from '#test/chromium.ts';
import { guideHosts } from '#test/guides/hosts.ts';
import { until } from '#test/journeys/developer-at-work.ts';
import { password, sitDown, type Person } from '#test/journeys/person.ts';
import { openWebhookReceiver, type ReceivedCall, type WebhookReceiver } from '#test/journeys/webhook-receiver.ts';
import { clientOf, startSystem, type Client, type System } from '#test/system.ts';

const { texts } = await import('#portal/pages/notices/texts.ts');
const { texts: applicationTexts } = await import('#portal/pages/applications/texts.ts');
const { texts: accountTexts } = await import('#portal/pages/account/texts.ts');

const text = texts.fr;
const quota = 10;
const [provider, product] = ['banque-de-france', 'webstat-en'];
const contact = 'contact@example.org';
const colleague = 'collegue@example.org';
const thresholdSchema = z.object({
  ...{ threshold: z.number(), used: z.number(), limit: z.number(), window: z.string() },
  ...{ endsAt: z.iso.datetime(), page: z.url(), application: z.object({ id: z.string() }) },
});

let system: System;
let browser: Browser;
let receiver: WebhookReceiver;
let client: Client;
let application: string;
let owner: Person;
let member: Person;
let secret: string;
let called = 0;

before(async () => {
  receiver = await openWebhookReceiver();
  system = await startSystem({ hosts: guideHosts, flags: ['--webhook-private-targets'] });
  browser = await openChromium();
  for (const email of [contact, colleague]) {
    await rest('POST', '/accounts', { email, name: email, password, active: true });
    await rest('POST', '/organisations/mtes/members', { account: email, role: 'developer' });
  }
  const fields = { organisation: 'mtes', environment: 'sandbox', name: 'Comptoir', responsible: 'Camille' };
  const made = await rest('POST', '/applications', { ...fields, email: contact });
  client = clientOf(made);
  application = String(made['id']);
  // The rate is out of the way.
  const limits = { name: 'Standard', rate: 1000, quota: { day: quota } };
  await rest('PUT', `/providers/${provider}/products/${product}/plans/default`, limits);
  await rest('POST', '/subscriptions', { application, product: `${provider}/${product}`, plan: 'default' });
  [owner, member] = [await sit(contact), await sit(colleague)];
});
after(async () => {
  await browser.close();
  await system.stop();
  await receiver.close();
});

/** Sits down in French, without JavaScript, and chooses it as the account's language. */
async function sit(email: string): Promise<Person> {
  const url = `http://127.0.0.1:${system.portBase}`;
  const person = await sitDown({ browser, url, email, looks: { language: 'fr', javaScript: false } });
  await person.logIn();
  const { profile } = accountTexts.fr;
  await person.go('/account');
  await person.page.getByLabel(new RegExp(`^${profile.language}`)).selectOption('fr');
  await person.press(profile.save);
  await person.page.getByText(profile.saved).first().waitFor();
  return person;
}

async function rest(method: string, path: string, body: unknown): Promise<Record<string, unknown>> {
  const key = readFileSync(join(system.dataFolder, 'data', 'keys', 'admin.key'), 'utf8').trim();
  const answer = await fetch(`http://127.0.0.1:${system.portBase + 4}/admin/v1${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  const said = await answer.text();
  assert.ok(answer.ok, said);
  return z.record(z.string(), z.unknown()).parse(JSON.parse(said));
}

async function call(): Promise<Response> {
  const answer = await fetch(`http://127.0.0.1:${system.portBase + 3}/webstat-en/v1/catalogue`, {
    headers: { 'x-ibm-client-id': client.id, 'x-ibm-client-secret': client.secret },
  });
  await answer.text();
  if (answer.status === 200) called += 1;
  return answer;
}

/** Calls until `count` calls have been let through; what the registry says reaches a gateway in a second or two. */
async function callUpTo(count: number): Promise<void> {
  await until(call, () => called === count);
}

/** Subjects of the mails about quotas to `email`, newest first. */
async function subjectsTo(email: string): Promise<string[]> {
  await owner.go('/mailbox');
  const rows = owner.page.getByRole('row').filter({ hasText: email });
  const subjects = await rows.getByRole('link').allInnerTexts();
  return subjects.map((subject) => subject.replaceAll(/\s/g, ' ')).filter((subject) => subject.includes('quota'));
}

type Told = ReceivedCall & { readonly data: z.infer<typeof thresholdSchema> };

/** Waits for call number `count` of the webhook; gives it once the standard's library has verified it. */
async function waitForCall(count: number): Promise<Told> {
  await until(
    async () => receiver.calls.length,
    (found) => found >= count,
  );
  const last = receiver.calls.at(-1);
  assert.ok(last !== undefined && receiver.calls.length === count);
  assert.deepEqual(new Webhook(secret).verify(last.body, { ...last.headers }), last.event);
  assert.throws(() => new Webhook(secret).verify(last.body.replace('quota', 'quotb'), { ...last.headers }));
  assert.equal(last.event.type, 'quota.threshold');
  return { ...last, data: thresholdSchema.parse(last.event.data) };
}

/** The same, and waits for as many mails. */
async function waitForNotices(count: number): Promise<Told> {
  await until(
    () => subjectsTo(contact),
    ({ length }) => length >= count,
  );
  return waitForCall(count);
}

const noticesPage = (): string => `/applications/${application}/notices`;

async function chooseOwn(person: Person, wanted: boolean): Promise<void> {
  await person.go(noticesPage());
  const own = person.page.locator(`form[action="${noticesPage()}/own"]`);
  await own.getByLabel(text.types['quota.threshold']).setChecked(wanted);
  await own.getByRole('button', { name: text.mail.save }).click();
  await person.page.getByText(text.mail.saved).first().waitFor();
}

describe('the notices of a quota', () => {
  test('the contact address is confirmed by the link in its mail', async () => {
    await owner.go(noticesPage());
    await owner.sees(text.mail.unverified);
    await owner.openMail(/Confirmez l.adresse de contact/);
    await owner.press(applicationTexts.fr.contact.button);
    await owner.sees(applicationTexts.fr.contact.doneTitle);
  });

  test('a webhook is made in the browser, and its secret is shown', async () => {
    await owner.go(noticesPage());
    await owner.follow(text.webhooks.make);
    await owner.fill(new RegExp(`^${text.webhooks.label}`), 'Stock');
    await owner.fill(new RegExp(`^${text.webhooks.url}`), receiver.url);
    await owner.tick(text.types['quota.threshold']);
    await owner.press(text.webhooks.make);
    await owner.sees(text.secret.keep);
    secret = /whsec_[\w+/]+=*/.exec(await owner.page.locator('main').innerText())?.[0] ?? '';
    assert.notEqual(secret, '');
    await chooseOwn(member, true);
  });

  test('half of it is told, once: to the contact, to the member who wants to know, and to the webhook', async () => {
    await callUpTo(quota / 2);
    const { data } = await waitForNotices(1);
    assert.deepEqual([data.threshold, data.used, data.limit, data.window], [50, 5, quota, 'day']);
    assert.equal(data.application.id, application);
    const expected = ['50 % du quota journalier : Comptoir → API Webstat en anglais'];
    assert.deepEqual([await subjectsTo(contact), await subjectsTo(colleague)], [expected, expected]);
    await chooseOwn(member, false);
  });

  test('at 80 % the mail leads to the page that shows the quota, and so does the webhook', async () => {
    await callUpTo(quota * 0.8);
    const { data } = await waitForNotices(2);
    assert.deepEqual([data.threshold, data.used], [80, 8]);
    await owner.openMail(/80\s%\sdu\squota\sjournalier/);
    assert.equal(new URL(owner.page.url()).pathname, new URL(data.page).pathname);
    assert.match(
      (await owner.page.locator('#quotas').innerText()).replaceAll(/\s+/g, ' '),
      /8 appels sur 10 aujourd’hui \(80 %\) 2 .* à 00:00/,
    );
  });

  test('at the end calls are refused until the moment that was told', async () => {
    await callUpTo(quota);
    const refused = await until(call, ({ status }) => status === 429);
    const { data } = await waitForNotices(3);
    assert.deepEqual([data.threshold, data.used], [100, quota]);
    assert.equal(refused.headers.get('x-guichet-reason'), 'limit.quota_day');
    const freeAtMs = Date.now() + Number(refused.headers.get('retry-after')) * 1000;
    assert.ok(Math.abs(freeAtMs - Date.parse(data.endsAt)) < 30_000, `${refused.headers.get('retry-after')}`);
    await owner.openMail(/100\s%\sdu\squota\sjournalier/);
    await owner.page.goBack();
    await owner.sees(/Les appels sont refusés \(429\) jusqu'au .* à 00:00/);
  });

  test('nothing was told twice, and nothing to who wanted no more', async () => {
    const expected = [100, 80, 50].map((share) => `${share} % du quota journalier : Comptoir → API Webstat en anglais`);
    assert.deepEqual(await subjectsTo(contact), expected);
    assert.deepEqual(await subjectsTo(colleague), expected.slice(2));
    assert.equal(receiver.calls.length, 3);
    assert.equal(new Set(receiver.calls.map(({ headers }) => headers['webhook-id'])).size, 3);
  });

  test('the log shows every delivery; sent again it comes with the same id, signed anew', async () => {
    await owner.go(noticesPage());
    await owner.follow('Stock');
    const rows = owner.page.locator('main tbody tr');
    assert.equal(await rows.filter({ hasText: text.deliveries.states.delivered }).count(), 3);
    await rows.first().getByRole('link').click();
    await owner.sees(text.deliveries.taken(204));
    const last = receiver.calls.at(-1);
    await owner.sees(last?.headers['webhook-id'] ?? '');
    await owner.press(text.deliveries.again);
    await owner.page.getByText(text.deliveries.sentAgain).first().waitFor();
    const again = await waitForCall(4);
    assert.equal(again.headers['webhook-id'], last?.headers['webhook-id']);
    assert.equal(again.body, last?.body);
  });
});
