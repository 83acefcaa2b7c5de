/**
 * Hostile input: script that somebody has stored wherever people may write, script in the query of every page, addresses
 * that lead elsewhere, and fields that no form shows. The pages come from the portal's own table.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { eq } from 'drizzle-orm';
import type { HTMLElement } from 'node-html-parser';
import {
  accounts,
  apis,
  applications,
  organisations,
  products,
  providers,
  secrets,
  subscriptions,
  termsVersions,
} from '#database/tables.ts';
import { openTestRegistry, type TestRegistry } from '#test/people.ts';
import { addressOf, parametersOf } from '#test/page-addresses.ts';
import { newVisitor, openTestPortal, type Visitor } from '#test/portal.ts';
import { makePortalWorld, type PortalWorld, type Role } from '#test/portal-world.ts';
import { openWebstatWorld, type WebstatWorld } from '#test/webstat/world.ts';
import type { PageRoute } from '#portal/page-route.ts';
import type { Portal } from '#portal/server.ts';

const { pages } = await import('#portal/pages.ts');

/** Breaks out of text, of an attribute in either quotes, of a comment, of a script. */
const script = `</script>--><img src=x onerror=steal()>"'><svg onload=steal()>`;

let registry: TestRegistry;
let world: PortalWorld;
let portal: Portal;
let webstat: WebstatWorld;

before(async () => {
  registry = await openTestRegistry();
  world = await makePortalWorld(registry);
  await poison();
  webstat = await openWebstatWorld();
  portal = await openTestPortal(registry, { askForData: webstat.askForData });
});
after(async () => {
  await webstat.close();
  await registry.database.close();
});

/** Writes the script into every text that people write. */
async function poison(): Promise<void> {
  const { query } = registry.database;
  const texts = { nameFr: script, nameEn: script };
  await query.update(accounts).set({ name: script });
  await query.update(organisations).set({ name: script });
  await query
    .update(applications)
    .set({ name: script, description: script, phone: script, structure: script, responsible: script })
    .where(eq(applications.id, world.application));
  await query.update(secrets).set({ label: script });
  await query.update(subscriptions).set({ message: script });
  await query.update(providers).set(texts);
  await query.update(products).set({ ...texts, descriptionFr: script, descriptionEn: script });
  await query.update(apis).set({ ...texts, descriptionFr: script, descriptionEn: script, tags: [script.slice(0, 50)] });
  await query.update(termsVersions).set({ textFr: script, textEn: script });
}

async function visitorIn(role: Role): Promise<Visitor> {
  const visitor = newVisitor(portal);
  if (role !== 'nobody') await visitor.logInAs(registry, world.accounts[role]);
  return visitor;
}

/** Who may open a page of this access. */
const openers: Readonly<Record<PageRoute['access'], Role>> = {
  everybody: 'developer',
  account: 'developer',
  provider: 'provider',
  operator: 'operator',
};

/** What a browser would run that is not the portal's own. */
function foreignScripts(document: HTMLElement): string[] {
  const wrong = document
    .querySelectorAll('*')
    .filter((element) => {
      const names = Object.keys(element.attributes).map((name) => name.toLowerCase());
      if (names.some((name) => name.startsWith('on'))) return true;
      const address =
        element.getAttribute('href') ?? element.getAttribute('src') ?? element.getAttribute('action') ?? '';
      if (/^\s*(javascript|vbscript|data:text)/i.test(address)) return true;
      return element.tagName === 'SCRIPT' && !(element.getAttribute('src') ?? '').startsWith('/assets/');
    })
    .map((element) => element.outerHTML.slice(0, 200));
  return wrong;
}

const shown = pages.filter(({ method }) => method === 'get');

describe('script that was stored is shown as text', () => {
  for (const page of shown) {
    test(page.path, async () => {
      const visitor = await visitorIn(openers[page.access]);
      const { document, headers } = await visitor.open(addressOf(page.path, parametersOf(world)));
      if ((headers.get('content-type') ?? '').startsWith('text/html')) assert.deepEqual(foreignScripts(document), []);
    });
  }
});

const queryFields = [
  'q',
  'search',
  'next',
  'after',
  'before',
  'sort',
  'tag',
  'tags',
  'provider',
  'organisation',
  'environment',
];
const moreQueryFields = [
  'state',
  'application',
  'language',
  'action',
  'actor',
  'subject',
  'token',
  'link',
  'to',
  'page',
  'type',
];

describe('script in the query is not run, and breaks nothing', () => {
  for (const page of shown) {
    test(page.path, async () => {
      const visitor = await visitorIn(openers[page.access]);
      const query = new URLSearchParams([...queryFields, ...moreQueryFields].map((name) => [name, script]));
      const seen = await visitor.open(`${addressOf(page.path, parametersOf(world))}?${query}`);
      assert.ok(seen.status < 500, `answered ${seen.status}`);
      if ((seen.headers.get('content-type') ?? '').startsWith('text/html')) {
        assert.deepEqual(foreignScripts(seen.document), []);
      }
    });
  }
});

describe('a page leads nowhere else', () => {
  for (const page of shown) {
    test(page.path, async () => {
      const visitor = await visitorIn(openers[page.access]);
      for (const elsewhere of ['https://evil.example/', '//evil.example/', String.raw`/\evil.example`]) {
        const query = new URLSearchParams([...queryFields, ...moreQueryFields].map((name) => [name, elsewhere]));
        const response = await visitor.send(`${addressOf(page.path, parametersOf(world))}?${query}`);
        assert.doesNotMatch(response.headers.get('location') ?? '/', /^(https?:)?[/\\]{2}|^\/\\/);
      }
    });
  }
});

describe('a field that the form does not show changes nothing', () => {
  // Making operators is what one form is there for.
  const others = pages.filter(({ method, path }) => method === 'post' && !path.endsWith('/operator'));
  for (const page of others) {
    test(page.path, async () => {
      const visitor = await visitorIn(openers[page.access]);
      const home = await visitor.open('/');
      const csrf = home.document.querySelector('input[name=csrf]')?.getAttribute('value') ?? '';
      const before = await rights();
      const body = new URLSearchParams({
        csrf,
        operator: 'true',
        organisationId: world.accounts.outsider,
        status: 'approved',
      });
      const response = await visitor.send(addressOf(page.path, parametersOf(world)), { method: 'POST', body });
      assert.ok(response.status < 500, `answered ${response.status}`);
      assert.deepEqual(await rights(), before);
    });
  }
});

/** Who is an operator, whose each application is, how each subscription stands. */
async function rights(): Promise<unknown> {
  const { query } = registry.database;
  return [
    await query.select({ id: accounts.id, operator: accounts.operator }).from(accounts).orderBy(accounts.id),
    await query
      .select({ id: applications.id, owner: applications.organisationId })
      .from(applications)
      .orderBy(applications.id),
    await query
      .select({ id: subscriptions.id, state: subscriptions.state })
      .from(subscriptions)
      .orderBy(subscriptions.id),
  ];
}
