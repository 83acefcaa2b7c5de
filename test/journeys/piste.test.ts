/**
 * The PISTE guide in a real browser, page by page, mails included: account, activation, sandbox application, API, terms,
 * validation by the API's administrator, business profile, secret, token, call. In French and English, on a wide screen
 * and on a phone, with JavaScript and without.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { z } from 'zod';
import { openChromium, type Looks } from '#test/chromium.ts';
import { guideHosts } from '#test/guides/hosts.ts';
import { password, sitDown, untilSeen, type Person } from '#test/journeys/person.ts';
import { startSystem, type System } from '#test/system.ts';

const { texts: accountTexts } = await import('#portal/pages/account/texts.ts');
const { texts: applicationTexts } = await import('#portal/pages/applications/texts.ts');
const { texts: consoleTexts } = await import('#portal/pages/provider/texts.ts');
const { texts: referenceTexts } = await import('#portal/reference/texts.ts');
const { texts: subscriptionTexts } = await import('#portal/pages/subscriptions/texts.ts');

const auditSchema = z.looseObject({ items: z.array(z.looseObject({ action: z.string(), actorName: z.string() })) });

const administrator = 'administration@example.org';

let system: System;
let browser: Browser;
let url: string;

before(async () => {
  system = await startSystem({ hosts: guideHosts });
  url = `http://127.0.0.1:${system.portBase}`;
  browser = await openChromium();
  const fields = ['--email', administrator, '--name', 'Administration', '--active', '--password-stdin'];
  await system.json(['account', 'create', ...fields], `${password}\n`);
  await system.json(['organisation', 'add-member', 'mtes', administrator, '--role', 'administrator']);
});
after(async () => {
  await browser.close();
  await system.stop();
});

const variants: readonly (readonly [name: string, looks: Looks])[] = [
  ['in French', { language: 'fr' }],
  ['in English, on a phone', { language: 'en', phone: true }],
  ['in French, without JavaScript', { language: 'fr', javaScript: false }],
];

/** Ticks the API in the application's table, confirms what the preview shows, and accepts the terms. */
async function askForApi(person: Person, application: string): Promise<void> {
  const { apis, preview, states, terms } = subscriptionTexts[person.looks.language];
  await person.go(`${application}/apis`);
  await person.tick(new RegExp(apis.select('SNE-Cotation')));
  await person.press(apis.apply);
  await person.sees(preview.title);
  await person.press(preview.confirm);
  await person.sees(preview.done(1, 0));
  await person.sees(states.pending);
  await person.go(`${application}/terms`);
  await person.tick(new RegExp(terms.accept('1.0')));
  await person.press(terms.submit);
  await person.sees(terms.done);
}

/** At a browser of their own the provider's administrator does `act`. */
async function asAdministrator(act: (approver: Person) => Promise<void>): Promise<void> {
  const approver = await sitDown({ browser, url, email: administrator, looks: { language: 'fr' } });
  try {
    await act(approver);
  } finally {
    await approver.leave();
  }
}

/** The newest mail to the administrator leads through the login to the request, which is approved. */
async function approveByMail(): Promise<void> {
  const { decisions, submit, done } = subscriptionTexts.fr.request;
  await asAdministrator(async (approver) => {
    await approver.openMail(/SNE-Cotation/);
    await approver.logIn();
    await approver.page.getByLabel(decisions.approve, { exact: true }).check();
    await approver.press(submit);
    await approver.sees(done.approve);
  });
}

/** The administrator gives the application the profile EPCI, on the provider's console. */
async function giveProfile(application: string): Promise<void> {
  const { assignButton, assignedNow } = consoleTexts.fr.profiles;
  await asAdministrator(async (approver) => {
    await approver.logIn();
    await approver.go('/provider/piste/profiles');
    await approver.page.locator('select[name=application]').selectOption(application.split('/').at(-1) ?? '');
    await approver.page.locator('select[name=profile]').selectOption('sne-cotation/EPCI');
    await approver.press(assignButton);
    await approver.sees(assignedNow);
  });
}

for (const [index, [name, looks]] of variants.entries()) {
  describe(name, () => {
    const account = accountTexts[looks.language];
    const applications = applicationTexts[looks.language];
    const reference = referenceTexts[looks.language];
    const subscriptions = subscriptionTexts[looks.language];
    let person: Person;
    let application: string;

    before(async () => {
      person = await sitDown({ browser, url, email: `camille.${index}@example.org`, looks });
    });
    after(() => person.leave());

    test('signing up with the organisation code leads back to the home page, with a confirmation', async () => {
      await person.signUp('984b19');
      assert.equal(new URL(person.page.url()).pathname, '/');
    });

    test('the link in the mail activates the account, and leads to the login', async () => {
      await person.openMail(/Activ/);
      await person.press(account.activate.send);
      await person.sees(account.activate.done);
      await person.logIn();
    });

    test('a sandbox application is there, made by the portal itself', async () => {
      await person.go('/applications');
      await person.follow(`APP_SANDBOX_${person.email}`);
      await person.sees('MTES');
      await person.sees('SandBox Application');
      await person.sees(applications.details.createdBySystem);
      application = new URL(person.page.url()).pathname;
    });

    test('the API is ticked, what follows is shown before it happens, and the terms are accepted', async () => {
      await askForApi(person, application);
    });

    test('until the administrator approves, the portal says what stands in the way and who can change it', async () => {
      await person.go(`${application}/why/piste/sne-cotation/1.0`);
      await person.sees(subscriptions.why.steps.subscription);
      await person.sees(/approbation\.sne-cotation@piste\.gouv\.fr/);
    });

    test("the administrator's mail leads through the login to the request, and approves it", approveByMail);

    test('the decision comes by mail', async () => {
      await person.openMail(/SNE-Cotation/);
      await person.sees(subscriptions.request.approved);
    });

    test('the secret is shown to who asks for it, and that is written down', async () => {
      await person.go(`${application}/credentials`);
      await person.sees(/[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-/);
      await person.press(applications.credentials.show);
      await person.sees(applications.secret.value);
      const secret = (await person.page.locator('main .code code').nth(1).textContent()) ?? '';
      assert.match(secret, /^[\w-]{43,}$/);
      const { items } = auditSchema.parse(await system.json(['audit', '--limit', '20']));
      assert.ok(items.some(({ action, actorName }) => action === 'secret.show' && actorName === person.email));
    });

    test('tried out in the browser, the API asks for a business profile', async () => {
      const own = new URLSearchParams({ application: application.split('/').at(-1) ?? '' });
      await person.go(`/apis/piste/sne-cotation/1.0/reference?${own}`);
      await person.page.locator('summary', { hasText: reference.try.title }).first().click();
      await untilSeen(person, /ERRAUTUSR0001/, reference.try.send);
    });

    test('with a profile that the provider gives on its console the call is answered 200: the first one', async () => {
      await giveProfile(application);
      await untilSeen(person, /"etat": ?"OK"/, reference.try.send);
    });

    test('a production application goes the same way', async () => {
      await person.go('/applications/new?environment=production');
      await person.fill(new RegExp(`^${applications.form.name}`), `Cotation ${index}`);
      await person.fill(new RegExp(`^${applications.form.email}`), person.email);
      await person.fill(new RegExp(`^${applications.form.responsible}`), 'Camille Martin');
      await person.press(applications.form.create);
      await person.sees(applications.form.created(`Cotation ${index}`));
      const [made = ''] = /\/applications\/[^/]+/.exec(new URL(person.page.url()).pathname) ?? [];
      await askForApi(person, made);
      await approveByMail();
      await giveProfile(made);
      await person.go(`/apis/piste/sne-cotation/1.0/reference?application=${made.split('/').at(-1)}`);
      await person.sees('https://api.piste.gouv.fr/mtes/sne-cotation/v1.0');
      await person.page.locator('summary', { hasText: reference.try.title }).first().click();
      await untilSeen(person, /"etat": ?"OK"/, reference.try.send);
    });
  });
}
