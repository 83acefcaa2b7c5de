import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { eq } from 'drizzle-orm';
import { parse } from 'node-html-parser';
import { apis } from '#database/tables.ts';
import { makeOperator } from '#registry/accounts/set-operator.ts';
import { createApplication } from '#registry/applications/create.ts';
import { run } from '#registry/operation.ts';
import { counted } from '#test/metering/parcels.ts';
import { makeWorld, openTestRegistry, operator, type TestRegistry, type World } from '#test/people.ts';
import { newVisitor, openTestPortal, type SeenPage, type Visitor } from '#test/portal.ts';
import { keepUsage } from '#test/usage.ts';

let registry: TestRegistry;
let world: World;
let busy: string;
let idle: string;

before(async () => {
  registry = await openTestRegistry();
  world = await makeWorld(registry);
  const fields = { organisation: world.organisation, environment: 'sandbox' } as const;
  const contact = { email: world.developer.name, responsible: 'Dev' };
  busy = (await run(registry, world.developer, createApplication, { ...fields, ...contact, name: '=busy()' })).id;
  idle = (await run(registry, world.developer, createApplication, { ...fields, ...contact, name: 'idle' })).id;
  const [api] = await registry.database.query.select().from(apis).where(eq(apis.slug, 'open'));
  assert.ok(api !== undefined);
  const here = { environment: 'sandbox', apiId: api.id, providerId: api.providerId } as const;
  const minute = (at: string): number => Date.parse(at) / 60_000;
  await keepUsage(registry, [
    counted(
      minute('2026-03-01T11:30:00Z'),
      { ...here, applicationId: busy },
      {
        byClass: [1, 0, 1200, 0, 34, 5],
        byReason: { 'limit.rate': 30, 'made.up': 4 },
        upstream: [0, 1200],
        flagged: 3,
      },
    ),
    counted(minute('2026-02-10T11:30:00Z'), { ...here, applicationId: busy }, { byClass: [0, 0, 60, 0, 0, 0] }),
    counted(minute('2026-01-20T11:30:00Z'), { ...here, applicationId: busy }, { byClass: [0, 0, 1000, 0, 0, 0] }),
    counted(minute('2026-03-01T11:30:00Z'), { ...here, environment: 'production', applicationId: null }, {}),
  ]);
  await run(registry, operator, makeOperator, { account: world.administrator.accountId });
});
after(() => registry.database.close());

async function visitorAs(
  who: 'developer' | 'approver' | 'administrator',
  language: 'en' | 'fr' = 'en',
): Promise<Visitor> {
  const visitor = newVisitor(await openTestPortal(registry), language);
  await visitor.logInAs(registry, world[who].accountId);
  return visitor;
}

/** The text of a page with a space wherever an element begins or ends; short enough for a failed test to be read. */
function textOf({ document }: SeenPage): string {
  const content = document.querySelector('main');
  for (const table of content?.querySelectorAll('.chart-figures, .chart-bar') ?? []) table.remove();
  return parse((content?.innerHTML ?? '').replaceAll(/<[^>]+>/g, ' ')).textContent.replaceAll(/\s+/g, ' ');
}

test('an application is shown its calls, what went wrong, and how that has changed', async () => {
  const page = await (await visitorAs('developer')).open(`/applications/${busy}/usage`);
  const { document } = page;
  assert.equal(document.querySelector('.chart-figures')?.querySelectorAll('tbody tr').length, 30);
  const text = textOf(page);
  assert.match(text, /From 31 January 2026 to 1 March 2026\. Times are those of Paris/);
  assert.match(text, /Calls 1,300 3 above a quota, let through \+30% \(before: 1,000\)/);
  assert.match(text, /Errors 6 0\.5% of calls \(5xx or no answer\) none before/);
  assert.match(text, /Refused by the gateway 34/);
  assert.match(text, /the most, 1,240, on 1 March 2026\. 3\.1% failed or were refused\./);
  assert.match(text, /faster than its plan allows\. limit\.rate 30 requests refused for limit\.rate 2\.3%/);
  assert.match(text, /does not know made\.up 4/);
  assert.match(text, /Name 1\.0 1,300 6 34/);
  const images = document.querySelectorAll('svg[role=img]');
  assert.equal(images.length, 3);
  for (const image of images) {
    const named = (image.getAttribute('aria-labelledby') ?? '').split(' ');
    assert.ok(named.every((id) => (document.getElementById(id)?.textContent ?? '') !== ''));
  }
});

test('a range, other days, and one API alone are a click or a form away', async () => {
  const visitor = await visitorAs('developer');
  const month = await visitor.open(`/applications/${busy}/usage`);
  const hour = month.document.querySelectorAll('.range-names a').find(({ textContent }) => textContent === 'Last hour');
  assert.match(textOf(await visitor.open(hour?.getAttribute('href') ?? '')), /Calls 1,240 .* none before/);
  const days = await visitor.open(`/applications/${busy}/usage?from=2026-02-10&to=2026-02-10`);
  assert.match(textOf(days), /Calls 60 .* the most, 60, in the hour from 10 February 2026 at 12:00/);
  const link = month.document.querySelectorAll('th a').find(({ textContent }) => textContent === 'Name 1.0');
  const one = await visitor.open(link?.getAttribute('href') ?? '');
  assert.match(textOf(one), /Only calls of piste-w\/open@1\.0\. Show all .* Why am I refused\?/);
  assert.equal((await visitor.open(`/applications/${busy}/usage?api=piste-w/none@9`)).status, 404);
});

test('days that are none are said at their field', async () => {
  const visitor = await visitorAs('developer', 'fr');
  const page = await visitor.open(`/applications/${busy}/usage?from=2026-02-30&to=2026-03-01`);
  assert.equal(page.status, 422);
  assert.equal(page.document.querySelector('#field-from')?.getAttribute('aria-invalid'), 'true');
  assert.match(page.text, /Ce n’est pas un jour/);
  const file = await visitor.send(`/applications/${busy}/usage.csv?from=2026-02-30`);
  assert.equal(file.headers.get('location'), `/applications/${busy}/usage?from=2026-02-30`);
});

test('without calls one is told how the first is made', async () => {
  const visitor = await visitorAs('developer', 'fr');
  const page = await visitor.open(`/applications/${idle}/usage`);
  const text = textOf(page);
  assert.match(text, /Aucun appel pendant cette période/);
  assert.match(text, /Choisir une API Prendre les identifiants Faire le premier appel/);
  assert.equal(page.document.querySelectorAll('svg[role=img]').length, 0);
});

test('the provider sees who calls its APIs, both environments or one', async () => {
  const visitor = await visitorAs('approver');
  const whole = await visitor.open(`/provider/${world.provider}/usage`);
  assert.match(textOf(whole), /Calls 1,301/);
  assert.match(textOf(whole), /=busy\(\) ?mtes 1,300 6 34/);
  assert.match(textOf(whole), /Nobody recognised 1/);
  const production = await visitor.open(`/provider/${world.provider}/usage?environment=production`);
  assert.match(textOf(production), /Production\. .* Calls 1 /);
  const api = await visitor.open(`/provider/${world.provider}/apis/open/1.0/usage`);
  const link = api.document.querySelectorAll('th a').find(({ textContent }) => textContent === '=busy()');
  assert.match(textOf(await visitor.open(link?.getAttribute('href') ?? '')), /Only calls by =busy\(\) \(mtes\)\./);
  assert.ok((await visitor.open(`/apis/${world.provider}/open/1.0`)).text.includes('Who calls it'));
});

test('an operator sees the whole instance', async () => {
  const page = await (await visitorAs('administrator')).open('/operator/usage');
  assert.match(textOf(page), /Calls 1,301/);
});

test('files hold what the page shows, for spreadsheets in the language of the reader', async () => {
  const english = await visitorAs('approver');
  const response = await english.send(`/provider/${world.provider}/usage.csv?table=applications`);
  assert.equal(response.headers.get('content-type'), 'text/csv; charset=utf-8');
  assert.match(
    response.headers.get('content-disposition') ?? '',
    /usage-piste-w-applications-2026-01-31-2026-03-01\.csv/,
  );
  // Bytes: text() would take the mark of UTF-8 away.
  const lines = Buffer.from(await response.arrayBuffer())
    .toString()
    .split('\r\n');
  assert.match(lines[0] ?? '', /^\ufeffApplication,Organisation,Calls,No answer,1xx/);
  assert.match(lines[1] ?? '', /^'=busy\(\),mtes,1300,1,0,1260,0,34,5,34,3,/);
  const french = await visitorAs('developer', 'fr');
  const series = await (await french.send(`/applications/${busy}/usage.csv?from=2026-03-01&to=2026-03-01`)).text();
  assert.match(series, /2026-03-01 12:00:00;2026-03-01T11:00:00\.000Z;1240;1;0;1200;0;34;5;34;3;1240;1240;7,/);
});

for (const [code, status] of [
  ['limit.rate', 200],
  ['limit.nothing', 404],
  ['README', 404],
  ['..%2F..%2Fguichet', 404],
] as const) {
  test(`the page of the error ${code} answers ${status}`, async () => {
    const page = await newVisitor(await openTestPortal(registry), 'fr').open(`/errors/${code}`);
    assert.equal(page.status, status);
    if (status === 200) assert.match(page.text, /plus vite que son plan.*What to do\./);
  });
}
