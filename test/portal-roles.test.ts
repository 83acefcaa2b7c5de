/**
 * Each page in each role: nobody is let in by accident, nothing of somebody else is shown or changed, and nothing breaks.
 * The lines come from the portal's table, so that a new page is tried without anybody thinking of it.
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openTestRegistry, type TestRegistry } from '#test/people.ts';
import { addressOf, parametersOf } from '#test/page-addresses.ts';
import { newVisitor, openTestPortal, type Visitor } from '#test/portal.ts';
import { makePortalWorld, roles, type PortalWorld, type Role } from '#test/portal-world.ts';
import { openWebstatWorld, type WebstatWorld } from '#test/webstat/world.ts';
import type { PageRoute } from '#portal/page-route.ts';
import type { Portal } from '#portal/server.ts';

const { pages } = await import('#portal/pages.ts');

let registry: TestRegistry;
let world: PortalWorld;
let portal: Portal;
let webstat: WebstatWorld;

before(async () => {
  registry = await openTestRegistry();
  world = await makePortalWorld(registry);
  webstat = await openWebstatWorld();
  portal = await openTestPortal(registry, { askForData: webstat.askForData });
});
after(async () => {
  await webstat.close();
  await registry.database.close();
});

async function visitorIn(role: Role): Promise<Visitor> {
  const visitor = newVisitor(portal);
  if (role !== 'nobody') await visitor.logInAs(registry, world.accounts[role]);
  return visitor;
}

/** Roles that have no part in the things that the addresses name: the developer's application, PISTE's console. */
function isStranger(role: Role, page: PageRoute): boolean {
  if (page.path.includes(':application') || page.path.includes(':subscription')) {
    return role === 'outsider' || role === 'otherProvider';
  }
  return page.path.startsWith('/provider/:provider') && role === 'otherProvider';
}

/** Whether the table's access lets `role` in at all. */
function isLetIn(role: Role, { access }: PageRoute): boolean {
  if (access === 'everybody') return true;
  if (role === 'nobody') return false;
  if (access === 'account') return true;
  if (access === 'provider') return role === 'provider' || role === 'otherProvider' || role === 'operator';
  return role === 'operator';
}

describe('GET', () => {
  for (const page of pages.filter(({ method }) => method === 'get')) {
    for (const role of roles) {
      test(`${page.path} for ${role}`, async () => {
        const response = await (await visitorIn(role)).send(addressOf(page.path, parametersOf(world)));
        assert.ok(response.status < 500, `answered ${response.status}`);
        if (!isLetIn(role, page)) assertShut(response, role);
        else if (isStranger(role, page)) assert.ok([403, 404].includes(response.status), `answered ${response.status}`);
      });
    }
  }
});

describe('POST without a token', () => {
  for (const page of pages.filter(({ method }) => method === 'post')) {
    for (const role of roles) {
      test(`${page.path} for ${role} is refused as forged`, async () => {
        const body = new URLSearchParams({ csrf: 'x' });
        const response = await (
          await visitorIn(role)
        ).send(addressOf(page.path, parametersOf(world)), { method: 'POST', body });
        assert.equal(response.status, 403);
        assert.match(await response.text(), /form\.forged/);
      });
    }
  }
});

describe('POST by a stranger with a token of their own', () => {
  for (const page of pages.filter(({ method }) => method === 'post')) {
    for (const role of roles.filter((one) => !isLetIn(one, page) || isStranger(one, page))) {
      test(`${page.path} for ${role} changes nothing`, async () => {
        const visitor = await visitorIn(role);
        const { document } = await visitor.open(role === 'nobody' ? '/login' : '/');
        const csrf = document.querySelector('input[name=csrf]')?.getAttribute('value') ?? '';
        assert.notEqual(csrf, '');
        const before = await revision();
        const body = new URLSearchParams({ csrf, reason: 'Because.', decision: 'approve', name: 'x', label: 'x' });
        const response = await visitor.send(addressOf(page.path, parametersOf(world)), { method: 'POST', body });
        if (!isLetIn(role, page)) assertShut(response, role);
        else assert.ok([400, 403, 404, 422].includes(response.status), `answered ${response.status}`);
        assert.equal(await revision(), before);
      });
    }
  }
});

function assertShut(response: Response, role: Role): void {
  if (role !== 'nobody') {
    assert.equal(response.status, 403);
    return;
  }
  assert.equal(response.status, 303);
  assert.match(response.headers.get('location') ?? '', /^\/login(\?next=|$)/);
}

async function revision(): Promise<unknown> {
  return (await registry.database.query.query.registryRevision.findMany())[0]?.revision;
}
