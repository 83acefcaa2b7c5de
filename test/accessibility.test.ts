/**
 * axe-core on every page of the portal, in the role that sees most of it: in French by day on a wide screen, in English by
 * night on a phone. It finds nothing; and no page is wider than the screen (WCAG 2.2, 1.4.10).
 */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after, before, describe, test } from 'node:test';
import type { AxeResults } from 'axe-core';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { openChromium, openProfile, type Looks } from '#test/chromium.ts';
import { addressOf, parametersOf } from '#test/page-addresses.ts';
import { openPortalListener, type PortalListener } from '#test/portal-listener.ts';
import type { Role } from '#test/portal-world.ts';
import type { PageRoute } from '#portal/page-route.ts';

const { pages } = await import('#portal/pages.ts');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
const options = { runOnly: rules, resultTypes: ['violations'] };

/** Scalar's component has faults that are known and said on the page on accessibility; its own frame is ours. */
const notOurs = '.scalar-app';

let portal: PortalListener;
let browser: Browser;

before(async () => {
  portal = await openPortalListener();
  browser = await openChromium();
});
after(async () => {
  await browser.close();
  await portal.close();
});

/** Who sees most of a page. */
function bestRole({ access, path }: PageRoute): Role {
  if (access === 'everybody') return 'nobody';
  if (access === 'account') return 'developer';
  return access === 'provider' || path.startsWith('/provider') ? 'provider' : 'operator';
}

type Desk = { readonly profile: BrowserContext; readonly tab: Page };

/** Gives each role one browser profile and one tab for all of its pages. */
function openDesks(looks: Looks): (role: Role) => Promise<Desk> {
  const desks = new Map<Role, Promise<Desk>>();
  const open = async (role: Role): Promise<Desk> => {
    const profile = await openProfile(browser, looks);
    await portal.logIn(profile, role);
    return { profile, tab: await profile.newPage() };
  };
  return (role) => {
    const desk = desks.get(role) ?? open(role);
    desks.set(role, desk);
    return desk;
  };
}

const variants: readonly (readonly [name: string, looks: Looks])[] = [
  ['in French, by day, on a wide screen', { language: 'fr' }],
  ['in English, by night, on a phone', { language: 'en', phone: true, dark: true }],
];

for (const [name, looks] of variants) {
  describe(name, () => {
    const deskOf = openDesks(looks);
    for (const page of pages.filter(({ method }) => method === 'get')) {
      test(`${page.path} has no fault that axe finds, and fits the screen`, async () => {
        const { profile, tab } = await deskOf(bestRole(page));
        const address = portal.url + addressOf(page.path, parametersOf(portal.world));
        const type = (await profile.request.get(address)).headers()['content-type'] ?? '';
        if (!type.startsWith('text/html')) return;
        await tab.goto(address);
        await tab.evaluate(axe);
        // These two run in the page, where `axe` is a global of its window.
        const found = await tab.evaluate<AxeResults>(
          `axe.run({ exclude: [${JSON.stringify(notOurs)}] }, ${JSON.stringify(options)})`,
        );
        const faults = found.violations.flatMap(({ id, help, nodes }) =>
          nodes.map(({ html }) => `${id}: ${help}: ${html}`),
        );
        assert.deepEqual(faults, []);
        const overflow = await tab.evaluate<number>('document.documentElement.scrollWidth - innerWidth');
        assert.ok(overflow <= 0, `${overflow} pixels wider than the screen`);
      });
    }
  });
}
