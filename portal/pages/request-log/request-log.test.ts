import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { limits } from '#base/limits.ts';
import { newRequestId } from '#base/ids.ts';
import type { LogEntry } from '#metering/request-log/entry.ts';
import type { Portal } from '#portal/server.ts';
import { keepRequests, loggedRequest } from '#test/logged-requests.ts';
import { openTestRegistry, type TestRegistry } from '#test/people.ts';
import { makePortalWorld, type PortalWorld, type Role } from '#test/portal-world.ts';
import { newVisitor, openTestPortal, type Visitor } from '#test/portal.ts';

let registry: TestRegistry;
let world: PortalWorld;
let portal: Portal;
before(async () => {
  registry = await openTestRegistry();
  world = await makePortalWorld(registry);
  portal = await openTestPortal(registry);
});
after(() => registry.database.close());

async function visitorAs(role: Exclude<Role, 'nobody'>, language: 'fr' | 'en' = 'en'): Promise<Visitor> {
  const visitor = newVisitor(portal, language);
  await visitor.logInAs(registry, world.accounts[role]);
  return visitor;
}

async function keep(fields: Partial<LogEntry>): Promise<LogEntry> {
  const entry = loggedRequest({ atMs: registry.clock.nowMs(), applicationId: world.application, ...fields });
  await keepRequests(registry.database, [entry]);
  return entry;
}

const list = (): string => `/applications/${world.application}/requests`;

describe('the list', () => {
  test('shows the requests of an application, newest first, with what became of them and for how many they stand', async () => {
    const page = await (await visitorAs('developer')).open(list());
    const rows = page.document
      .querySelectorAll('tbody tr')
      .map(({ textContent }) => textContent.replaceAll(/\s+/g, ' '));
    assert.equal(rows.length, 3);
    assert.match(rows[0] ?? '', /403 Refused subscription\.pending\s?GET \/companies\/\{siren\}/);
    assert.match(rows[1] ?? '', /502 Broken off/);
    assert.match(rows[2] ?? '', /200 stands for 20.*20 ms18 ms/);
    assert.match(page.text, /above that, one in so many has.*erased after 7 days/);
  });

  test('is narrowed by its form, and what finds nothing says so', async () => {
    const visitor = await visitorAs('developer', 'fr');
    const refused = await visitor.open(`${list()}?outcome=refused&status=4&reason=subscription.pending`);
    assert.equal(refused.document.querySelectorAll('tbody tr').length, 1);
    assert.equal(refused.document.querySelector('option[value="refused"]')?.hasAttribute('selected'), true);
    const none = await visitor.open(`${list()}?operation=%2Fnowhere`);
    assert.match(none.text, /Aucune requête ne correspond/);
    const nonsense = await visitor.open(`${list()}?status=9&last=x&from=2026-99-99&outcome=%27`);
    assert.equal(nonsense.document.querySelectorAll('tbody tr').length, 3);
    assert.equal((await visitor.open(`${list()}?after=x`)).status, 422);
  });

  test('of an API shows its provider who called, and only its provider', async () => {
    const address = '/provider/piste/apis/sne-cotation/1.0/requests';
    const page = await (await visitorAs('provider')).open(address);
    assert.match(page.text, /Comptoir \(developer\)\s?Sandbox/);
    assert.equal(page.document.querySelectorAll('tbody tr').length, 3);
    const production = await (await visitorAs('provider')).open(`${address}?environment=production`);
    assert.match(production.text, /No request matches/);
    assert.ok([403, 404].includes((await (await visitorAs('otherProvider')).open(address)).status));
  });

  test('of everybody is for operators', async () => {
    const elsewhere = await keep({ applicationId: null, apiId: null, reason: 'route.unknown', status: 404 });
    const page = await (await visitorAs('operator')).open('/operator/requests');
    assert.match(page.document.innerHTML, new RegExp(elsewhere.id));
    assert.equal((await (await visitorAs('provider')).open('/operator/requests')).status, 403);
  });

  test('shows texts of clients as texts', async () => {
    const hostile = await keep({ operation: '/<script>alert(1)</script>"onx=', method: '<B>' });
    const visitor = await visitorAs('developer');
    for (const address of [
      `${list()}?operation=${encodeURIComponent(hostile.operation ?? '')}`,
      `/request-log/${hostile.id}`,
    ]) {
      const { document } = await visitor.open(address);
      assert.match(document.innerHTML, /&lt;script&gt;alert\(1\)/);
      assert.equal(document.querySelectorAll('main script, main b').length, 0);
    }
  });
});

describe('one request', () => {
  test('is found by its number, and tells the decision step by step with who can change it', async () => {
    const visitor = await visitorAs('developer');
    const start = await visitor.open(list());
    const form = start.document.querySelector('form[action="/request-log"]');
    assert.ok(form !== null);
    const page = await visitor.open(`/request-log?number=%20${world.logged.toUpperCase()}`);
    assert.equal(page.address, `/request-log/${world.logged}`);
    assert.match(page.text, /Refused at the step “Subscription”/);
    const steps = page.document
      .querySelectorAll('.steps h3')
      .map(({ textContent }) => textContent.replaceAll(/\s+/g, ' ').trim());
    assert.equal(steps[5], '✓ Application Passed');
    assert.equal(steps[6], '✗ Subscription Refused here');
    assert.equal(steps[7], '– Terms Not reached');
    assert.match(page.text, /Who can change it: the administrators of/);
    assert.equal((await visitor.open('/errors/subscription.pending')).status, 200);
    assert.ok(page.document.querySelector('a[href="/errors/subscription.pending"]') !== null);
    const why = page.document.querySelectorAll('main a').find(({ textContent }) => /today/.test(textContent));
    assert.equal(why?.getAttribute('href'), `/applications/${world.application}/why/piste/sne-cotation/1.0`);
    assert.equal((await visitor.open(why?.getAttribute('href') ?? '')).status, 200);
  });

  test('of which there is none, or that is not for the visitor, gets a page that says why that may be', async () => {
    for (const role of ['outsider', 'otherProvider'] as const) {
      const page = await (await visitorAs(role, 'fr')).open(`/request-log/${world.logged}`);
      assert.equal(page.status, 404);
      assert.match(page.text, /Requête introuvable/);
    }
    const developer = await visitorAs('developer');
    assert.equal((await developer.open(`/request-log/${newRequestId()}`)).status, 404);
    const mistyped = await developer.open('/request-log?number=%3Cb%3E');
    assert.equal(mistyped.status, 422);
    assert.match(mistyped.text, /32 digits/);
    assert.equal((await developer.open('/request-log/%00')).status, 404);
  });
});

describe('the tail', () => {
  const asStream = { headers: { accept: 'text/event-stream' } };

  async function readUntil(response: Response, pattern: RegExp): Promise<string> {
    const decoder = new TextDecoder();
    let text = '';
    for await (const chunk of response.body ?? []) {
      text += decoder.decode(chunk, { stream: true });
      if (pattern.test(text)) break;
    }
    return text;
  }

  test('sends a new request as a row of the page', async () => {
    const response = await (await visitorAs('developer')).send(`${list()}/live`, asStream);
    assert.equal(response.headers.get('content-type'), 'text/event-stream');
    const entry = await keep({ operation: '/<i>new</i>' });
    const text = await readUntil(response, new RegExp(`event: request\\ndata: <tr>.*${entry.id}.*</tr>\\n\\n`));
    assert.match(text, /&lt;i&gt;new/);
  });

  test('ends when the session has', async () => {
    const visitor = await visitorAs('developer');
    const response = await visitor.send(`${list()}/live`, asStream);
    assert.equal(response.status, 200);
    await registry.database.pool.query('delete from sessions where account_id = $1', [world.accounts.developer]);
    assert.match(await readUntil(response, /event: end/), /event: end\ndata: lost\n\n$/);
  });

  test('is open so many times a person at most, and a place that is given back can be taken', async () => {
    const visitor = await visitorAs('developer');
    const open = () => visitor.send(`${list()}/live`, asStream);
    const many = await Promise.all(Array.from({ length: limits.requestTailsPerAccount }, open));
    assert.deepEqual(new Set(many.map(({ status }) => status)), new Set([200]));
    assert.equal((await open()).status, 429);
    await many[0]?.body?.cancel();
    const again = await open();
    assert.equal(again.status, 200);
    for (const response of [...many.slice(1), again]) await response.body?.cancel();
  });

  test('is for those who may see the list, and leads who asks for no stream to the list', async () => {
    assert.equal((await (await visitorAs('outsider')).send(`${list()}/live`, asStream)).status, 404);
    const led = await (await visitorAs('developer')).send(`${list()}/live`);
    assert.deepEqual([led.status, led.headers.get('location')], [303, list()]);
  });
});
