/**
 * Real calls through a real gateway, counted: the page of usage shows them without JavaScript, what was refused with its
 * reason, and the same at the command line and in a spreadsheet's file.
 */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { openChromium } from '#test/chromium.ts';
import { guideHosts } from '#test/guides/hosts.ts';
import { password, sitDown, type Person } from '#test/journeys/person.ts';
import { clientOf, startSystem, type Client, type System } from '#test/system.ts';

const { texts } = await import('#portal/pages/usage/texts.ts');

const email = 'developer@example.org';

let system: System;
let browser: Browser;
let client: Client;
let application: string;

before(async () => {
  system = await startSystem({ hosts: guideHosts });
  browser = await openChromium();
  await system.json(
    ['account', 'create', '--email', email, '--name', 'Developer', '--active', '--password-stdin'],
    `${password}\n`,
  );
  await system.json(['organisation', 'add-member', 'mtes', email, '--role', 'developer']);
  const fields = ['--name', 'Counter', '--email', email, '--responsible', 'Developer'];
  const made = await system.json(['app', 'create', '--organisation', 'mtes', '--environment', 'sandbox', ...fields]);
  client = clientOf(made);
  application = String(made['id']);
});
after(async () => {
  await browser.close();
  await system.stop();
});

/** What the client saw, by the first digit of the status. */
const seen = [0, 0, 0, 0, 0, 0];

/** Calls Webstat; gives the status. */
async function call(): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${system.portBase + 3}/webstat-en/v1/catalogue`, {
    headers: { 'x-ibm-client-id': client.id, 'x-ibm-client-secret': client.secret },
  });
  await answer.text();
  const digit = Math.trunc(answer.status / 100);
  seen[digit] = (seen[digit] ?? 0) + 1;
  return answer.status;
}

async function callUntil(status: number, deadlineMs = Date.now() + 15_000): Promise<void> {
  while ((await call()) !== status) {
    assert.ok(Date.now() < deadlineMs, `no call was answered ${status}`);
    await new Promise((done) => setTimeout(done, 300));
  }
}

/** Opens the page again until it says `text`: a call is counted a few seconds after it ended. */
async function untilSaid(person: Person, path: string, text: RegExp): Promise<string> {
  const deadlineMs = Date.now() + 20_000;
  for (;;) {
    await person.go(path);
    const said = await person.page.locator('main').innerText();
    if (text.test(said)) return said;
    assert.ok(Date.now() < deadlineMs, `${path} does not say ${text}: ${said}`);
    await new Promise((done) => setTimeout(done, 500));
  }
}

test('calls show on the page of usage, from the first one on, and so does why some were refused', async () => {
  const text = texts.en;
  const person = await sitDown({
    ...{ browser, url: `http://127.0.0.1:${system.portBase}`, email },
    looks: { language: 'en', phone: true, javaScript: false },
  });
  try {
    await person.logIn();
    const usage = `/applications/${application}/usage?range=1h`;
    await person.go(usage);
    await person.sees(text.empty.title);
    await person.sees(text.empty.steps.apis);
    assert.equal(await call(), 401);
    await untilSaid(person, usage, /no subscription to this API\.\s+subscription\.missing/);
    await system.json(['subscribe', client.id, 'banque-de-france/webstat-en', '--plan', 'default']);
    await callUntil(200);
    // Faster than the plan allows, so that some of them are refused.
    assert.ok((await Promise.all(Array.from({ length: 30 }, call))).includes(429));
    const calls = seen.reduce((sum, some) => sum + some, 0);
    const said = await untilSaid(person, usage, new RegExp(`Calls\\s+${calls}\\b`));
    assert.match(said, /faster than its plan allows\.\s+limit\.rate/);
    const chart = person.page.getByRole('img', { name: text.calls.title }).first();
    assert.match((await chart.locator('desc').textContent()) ?? '', new RegExp(`^${calls} calls; the most`));
    await person.page.getByText(text.table.summary).first().click();
    await person.page
      .getByRole('row', { name: / [1-9]\d* [1-9]\d* 0 0$/ })
      .first()
      .waitFor();
    await person.follow('subscription.missing');
    await person.sees('What to do.');
    const { figures } = await system.json(['usage', 'application', application]);
    assert.deepEqual(JSON.parse(JSON.stringify(figures)).byClass, seen);
    const file = await person.page
      .context()
      .request.get(`http://127.0.0.1:${system.portBase}/applications/${application}/usage.csv?range=1h&table=apis`);
    assert.match(await file.text(), new RegExp(`banque-de-france/webstat-en@1\\.0,${calls},`));
  } finally {
    await person.leave();
  }
});
