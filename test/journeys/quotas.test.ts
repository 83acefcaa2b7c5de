/**
 * A quota from the first call to the end of the day: the answer's header, the portal's page and the REST API tell the same;
 * the refusal leads to a page that says until when; and a plan that is changed goes on counting.
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { z } from 'zod';
import { startWork, until, type Called, type DeveloperAtWork } from '#test/journeys/developer-at-work.ts';
import type { Person } from '#test/journeys/person.ts';

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

let work: DeveloperAtWork;
before(async () => {
  work = await startWork();
  await setQuota(6);
  await work.system.json([
    'subscribe',
    work.application.client.id,
    `${plan.provider}/${plan.product}`,
    '--plan',
    'default',
  ]);
});
after(() => work.leave());

async function rest(path: string, init: RequestInit = {}): Promise<unknown> {
  const { system } = work;
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

/** Calls; gives what the header says is left of the day. */
async function call(): Promise<Called & { readonly left: number | null }> {
  const called = await work.call();
  const left = /"day";r=(\d+)/.exec(called.headers.get('ratelimit') ?? '')?.[1];
  return { ...called, left: left === undefined ? null : Number(left) };
}

async function readWindow() {
  const { items } = quotasSchema.parse(await rest(`/applications/${work.application.id}/quotas`));
  const [window] = items[0]?.windows ?? [];
  assert.ok(window !== undefined);
  return window;
}

function asDeveloper(act: (person: Person) => Promise<void>): Promise<void> {
  return work.sit({ language: 'en', javaScript: false }, act);
}

/** What the section of quotas on the application's page says. */
async function readSection({ page, go }: Person): Promise<string> {
  await go(`/applications/${work.application.id}/apis`);
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
    const listed = await work.system.json(['quotas', work.application.client.id]);
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
    assert.equal(refused.reason, 'limit.quota_day');
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
    const why = await work.system.guichet(['why', work.application.client.id, `${plan.provider}/webstat-en@1.0`]);
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
