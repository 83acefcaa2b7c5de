/**
 * A quota from the first call to the end of the day: the answer's header, the portal's page and the REST API tell the same;
 * the refusal leads to a page that says until when; and a plan that is changed goes on counting.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { z } from 'zod';
import { openChromium } from '#test/chromium.ts';
import { guideHosts } from '#test/guides/hosts.ts';
import { password, sitDown, type Person } from '#test/journeys/person.ts';
import { clientOf, startSystem, type Client, type System } from '#test/system.ts';

const email = 'developer@example.org';
const plan = { provider: 'banque-de-france', product: 'webstat-en' };
const quotasSchema = z.object({
  items: z.array(
    z.object({
      windows: z.array(
        z.object({
          window: z.string(),
          limit: z.number(),
          used: z.number(),
          remaining: z.number(),
          endsAt: z.string(),
        }),
      ),
    }),
  ),
});

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
  await setQuota(6);
  await system.json(['subscribe', client.id, `${plan.provider}/${plan.product}`, '--plan', 'default']);
});
after(async () => {
  await browser.close();
  await system.stop();
});

async function rest(path: string, init: RequestInit = {}): Promise<unknown> {
  const key = readFileSync(join(system.dataFolder, 'data', 'keys', 'admin.key'), 'utf8').trim();
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const answer = await fetch(`http://127.0.0.1:${system.portBase + 4}/admin/v1${path}`, { ...init, headers });
  const body: unknown = await answer.json();
  assert.equal(answer.status, 200, JSON.stringify(body));
  return body;
}

/** Sets the limits of the plan; the rate is out of the way. */
async function setQuota(day: number): Promise<void> {
  const body = JSON.stringify({ name: 'Standard', rate: 1000, quota: { day } });
  await rest(`/providers/${plan.provider}/products/${plan.product}/plans/default`, { method: 'PUT', body });
}

type Call = { readonly status: number; readonly headers: Headers; readonly left: number | null };

async function call(): Promise<Call> {
  const answer = await fetch(`http://127.0.0.1:${system.portBase + 3}/webstat-en/v1/catalogue`, {
    headers: { 'x-ibm-client-id': client.id, 'x-ibm-client-secret': client.secret },
  });
  await answer.text();
  const left = /"day";r=(\d+)/.exec(answer.headers.get('ratelimit') ?? '')?.[1];
  return { status: answer.status, headers: answer.headers, left: left === undefined ? null : Number(left) };
}

/** Does `step` again until `fits`: what the registry says comes to the gateway, and its counts come back, in a second or two. */
async function until<Result>(step: () => Promise<Result>, fits: (result: Result) => boolean): Promise<Result> {
  const deadlineMs = Date.now() + 20_000;
  for (;;) {
    const result = await step();
    if (fits(result)) return result;
    assert.ok(Date.now() < deadlineMs, JSON.stringify(result));
    await new Promise((done) => setTimeout(done, 250));
  }
}

async function readWindow() {
  const { items } = quotasSchema.parse(await rest(`/applications/${application}/quotas`));
  const [window] = items[0]?.windows ?? [];
  assert.ok(window !== undefined);
  return window;
}

async function asDeveloper(act: (person: Person) => Promise<void>): Promise<void> {
  const looks = { language: 'en', javaScript: false } as const;
  const person = await sitDown({ browser, url: `http://127.0.0.1:${system.portBase}`, email, looks });
  try {
    await person.logIn();
    await act(person);
  } finally {
    await person.leave();
  }
}

/** What the section of quotas on the application's page says. */
async function readSection({ page, go }: Person): Promise<string> {
  await go(`/applications/${application}/apis`);
  return (await page.locator('#quotas').innerText()).replaceAll(/\s+/g, ' ');
}

describe('a quota', () => {
  test('is the same in the header, by REST, on the page and at the command line', async () => {
    const first = await until(call, ({ status, left }) => status === 200 && left !== null);
    await call();
    const { left } = await call();
    assert.equal(left, (first.left ?? 0) - 2);
    const told = await until(readWindow, ({ remaining }) => remaining === left);
    assert.deepEqual([told.limit, told.used], [6, 6 - (left ?? 0)]);
    const listed = await system.json(['quotas', client.id]);
    assert.equal(quotasSchema.parse(listed).items[0]?.windows[0]?.remaining, left);
    await asDeveloper(async (person) => {
      assert.match(
        await readSection(person),
        new RegExp(`${told.used} of 6 calls today .*${left} .*00:00 \\(Europe/Paris\\)`),
      );
    });
  });

  test('is refused when it is used up, with a link to the page that says until when', async () => {
    const refused = await until(call, ({ status }) => status === 429);
    assert.equal(refused.headers.get('x-guichet-reason'), 'limit.quota_day');
    assert.equal(refused.left, 0);
    assert.ok(Number(refused.headers.get('retry-after')) >= 1);
    const help = /<([^>]+)>; rel="help"/.exec(refused.headers.get('link') ?? '')?.[1] ?? '';
    const { endsAt } = await until(readWindow, ({ remaining }) => remaining === 0);
    assert.match(endsAt, /T00:00:00\+0[12]:00$/);
    await asDeveloper(async (person) => {
      await person.go(new URL(help).pathname);
      await person.follow('Counter');
      await person.sees(
        /6 calls a day of the plan .* is used up: 6 calls counted\. Calls get 429 until .* at 00:00 \(Europe\/Paris\)/,
      );
      assert.match(await readSection(person), /6 of 6 calls today \(100%\) Used up/);
    });
    const why = await system.guichet(['why', client.id, `${plan.provider}/webstat-en@1.0`]);
    assert.equal(why.code, 1);
    assert.match(why.stdout, /refused by the gateway: limit\.quota_day.*is used up: 6 calls counted/s);
  });

  test('goes on counting when the plan is changed', async () => {
    await setQuota(9);
    const { left } = await until(call, ({ status }) => status === 200);
    assert.equal(left, 2);
    await until(readWindow, ({ limit, used, remaining }) => limit === 9 && used === 7 && remaining === 2);
  });
});
