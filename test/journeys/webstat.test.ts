/**
 * The Webstat guide in a real browser: account, activation, product and plan, application, client id and secret, operations,
 * generated code, and a test in the browser that ends in 200.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { openChromium, type Looks } from '#test/chromium.ts';
import { guideHosts } from '#test/guides/hosts.ts';
import { sitDown, untilSeen, type Person } from '#test/journeys/person.ts';
import { startSystem, type System } from '#test/system.ts';

const { texts: accountTexts } = await import('#portal/pages/account/texts.ts');
const { texts: applicationTexts } = await import('#portal/pages/applications/texts.ts');
const { texts: catalogueTexts } = await import('#portal/pages/catalogue/texts.ts');
const { texts: referenceTexts } = await import('#portal/reference/texts.ts');
const { texts: subscriptionTexts } = await import('#portal/pages/subscriptions/texts.ts');

let system: System;
let browser: Browser;

before(async () => {
  system = await startSystem({ hosts: guideHosts });
  browser = await openChromium();
});
after(async () => {
  await browser.close();
  await system.stop();
});

const variants: readonly (readonly [name: string, product: string, looks: Looks])[] = [
  ['in English', 'webstat-en', { language: 'en' }],
  ['in French, on a phone, without JavaScript', 'webstat-fr', { language: 'fr', phone: true, javaScript: false }],
];

for (const [name, product, looks] of variants) {
  describe(name, () => {
    const account = accountTexts[looks.language];
    const reference = referenceTexts[looks.language];
    const { subscribe } = subscriptionTexts[looks.language];
    const { credentials } = applicationTexts[looks.language];
    let person: Person;

    before(async () => {
      const url = `http://127.0.0.1:${system.portBase}`;
      person = await sitDown({ browser, url, email: `${product}@example.org`, looks });
    });
    after(() => person.leave());

    test('an account is created, and activated by the link in the mail', async () => {
      await person.signUp();
      await person.openMail(/Activ/);
      await person.press(account.activate.send);
      await person.logIn();
    });

    test('the product is found, shows its plan, and is subscribed to under it', async () => {
      await person.go(`/catalogue?q=${product}`);
      await person.go(`/products/banque-de-france/${product}`);
      await person.sees(/5 (calls a second|appels par seconde)/);
      await person.follow(catalogueTexts[looks.language].product.subscribe);
      await person.page.locator('input[name=plan]').first().check();
      await person.page.locator('select[name=application]').selectOption({ index: 1 });
      await person.press(subscribe.submit);
      await person.sees(subscribe.approved);
    });

    test('the application has a client id and a secret', async () => {
      await person.go('/applications');
      await person.follow(`APP_SANDBOX_${person.email}`);
      const { pathname } = new URL(person.page.url());
      await person.go(`${pathname}/credentials`);
      await person.sees(credentials.clientId);
      await person.press(credentials.show);
      assert.equal(await person.page.locator('main .code code').count(), 2);
    });

    test('the operations are listed with code that carries the client id, and a test ends in 200', async () => {
      await person.go(`/apis/banque-de-france/${product}/1.0/reference`);
      await person.sees('/catalogue');
      const samples = await person.page.locator('main .code code').allTextContents();
      assert.ok(samples.some((sample) => /X-IBM-Client-Id: [0-9a-f-]{36}/i.test(sample)));
      await person.page.locator('summary', { hasText: reference.try.title }).first().click();
      await untilSeen(person, /"name": ?"WXR"/, reference.try.send);
      assert.match(await person.page.locator('.answer').innerText(), /\b200\b/);
    });
  });
}
