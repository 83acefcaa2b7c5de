/**
 * Real calls through a real gateway, seen in a real browser: the refused one is found by the number that the client got, with
 * the step that refused it; what was let through appears on the page as it comes.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { openChromium, type Looks } from '#test/chromium.ts';
import { guideHosts } from '#test/guides/hosts.ts';
import { password, sitDown, type Person } from '#test/journeys/person.ts';
import { clientOf, startSystem, type Client, type System } from '#test/system.ts';

const { texts } = await import('#portal/pages/request-log/texts.ts');

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
  [client, application] = await makeApplication('Counter');
});
after(async () => {
  await browser.close();
  await system.stop();
});

async function makeApplication(name: string): Promise<[client: Client, application: string]> {
  const fields = ['--name', name, '--email', email, '--responsible', 'Developer'];
  const made = await system.json(['app', 'create', '--organisation', 'mtes', '--environment', 'sandbox', ...fields]);
  return [clientOf(made), String(made['id'])];
}

type Called = { readonly status: number; readonly number: string; readonly reason: string };

/** Calls Webstat; gives what came back. */
async function call(path: string, as: Client = client): Promise<Called> {
  const answer = await fetch(`http://127.0.0.1:${system.portBase + 3}/webstat-en/v1${path}`, {
    headers: { 'x-ibm-client-id': as.id, 'x-ibm-client-secret': as.secret },
  });
  await answer.text();
  const told = (name: string): string => answer.headers.get(name) ?? '';
  return { status: answer.status, number: told('x-request-id'), reason: told('x-guichet-reason') };
}

/** Asks for the page again until it is there: a request is logged a few seconds after it ended. */
async function untilLogged(person: Person, path: string): Promise<void> {
  const deadlineMs = Date.now() + 15_000;
  for (;;) {
    const answer = await person.page.goto(`http://127.0.0.1:${system.portBase}${path}`);
    if (answer?.status() === 200) return;
    assert.ok(Date.now() < deadlineMs, 'the request was not logged');
    await new Promise((done) => setTimeout(done, 500));
  }
}

async function asDeveloper(looks: Looks, act: (person: Person) => Promise<void>): Promise<void> {
  const person = await sitDown({ browser, url: `http://127.0.0.1:${system.portBase}`, email, looks });
  try {
    await person.logIn();
    await act(person);
  } finally {
    await person.leave();
  }
}

describe('the request log', () => {
  test('finds a refused call by its number, and shows the step that refused it, without JavaScript', async () => {
    const text = texts.fr;
    const refused = await call('/catalogue?secret=personal');
    assert.equal(refused.status, 401);
    await asDeveloper({ language: 'fr', javaScript: false }, async (person) => {
      await untilLogged(person, `/request-log/${refused.number}`);
      await person.go(`/applications/${application}/requests`);
      await person.fill(text.search.label, refused.number);
      await person.press(text.search.button);
      await person.sees(text.request.refusedTitle(text.steps.subscription[0] ?? ''));
      await person.sees(text.states.stopped);
      await person.sees('subscription.missing');
      assert.doesNotMatch(await person.page.content(), /personal/);
      await person.follow(text.request.today);
      await person.sees(text.search.label);
    });
  });

  test('shows the first call of all as it comes', async () => {
    const text = texts.en;
    const [unused, empty] = await makeApplication('Unused');
    await asDeveloper({ language: 'en', phone: true }, async (person) => {
      await person.go(`/applications/${empty}/requests`);
      await person.sees(text.empty);
      await person.press(text.live.follow);
      await person.sees(text.live.following);
      const deadlineMs = Date.now() + 10_000;
      let first = await call('/catalogue', unused);
      // The gateway learns of the application within a second.
      while (first.status === 401 && first.reason !== 'subscription.missing' && Date.now() < deadlineMs) {
        await new Promise((done) => setTimeout(done, 300));
        first = await call('/catalogue', unused);
      }
      await person.page.locator(`tbody [data-request="${first.number}"]`).waitFor();
    });
  });

  test('shows a call that was let through as it comes', async () => {
    const text = texts.en;
    await asDeveloper({ language: 'en' }, async (person) => {
      await person.go(`/applications/${application}/requests`);
      await person.press(text.live.follow);
      await person.sees(text.live.following);
      await system.json(['subscribe', client.id, 'banque-de-france/webstat-en', '--plan', 'default']);
      const deadlineMs = Date.now() + 10_000;
      let through = await call('/catalogue');
      while (through.status !== 200 && Date.now() < deadlineMs) {
        await new Promise((done) => setTimeout(done, 300));
        through = await call('/catalogue');
      }
      assert.equal(through.status, 200);
      await person.page.locator(`tbody [data-request="${through.number}"]`).waitFor();
      await person.press(text.live.pause);
      const later = await call('/catalogue');
      await person.sees(text.live.paused.replace('{n}', '1'));
      assert.equal(await person.page.locator(`tbody [data-request="${later.number}"]`).count(), 0);
      await person.press(text.live.resume);
      await person.page.locator(`tbody [data-request="${later.number}"]`).waitFor();
      await person.press(text.live.stop);
      await person.page.getByRole('button', { name: text.live.follow }).waitFor();
      await person.page.locator(`tbody [data-request="${later.number}"]`).click();
      await person.sees(text.request.answeredTitle);
    });
  });
});
