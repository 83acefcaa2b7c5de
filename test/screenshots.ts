/** Makes the pictures in docs/pictures: `script/screenshots`. Of the main pages, as a person sees them in a real browser. */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { openChromium, openProfile, type Looks } from '#test/chromium.ts';
import { openPortalListener } from '#test/portal-listener.ts';
import type { PortalWorld, Role } from '#test/portal-world.ts';
import { keepBusyMonths } from '#test/usage.ts';

type Picture = {
  readonly name: string;
  readonly path: (world: PortalWorld) => string;
  readonly role: Role;
  readonly looks: Looks;
  /** What the picture begins with, where it is not the head of the page. */
  readonly from?: string;
};

const wide: Looks = { language: 'en' };

const pictures: readonly Picture[] = [
  { name: 'home', path: () => '/', role: 'nobody', looks: wide },
  { name: 'home-fr-phone', path: () => '/', role: 'nobody', looks: { language: 'fr', phone: true } },
  { name: 'sign-up', path: () => '/sign-up', role: 'nobody', looks: wide },
  { name: 'catalogue', path: () => '/catalogue', role: 'nobody', looks: wide },
  { name: 'api-fr', path: () => '/apis/piste/sne-cotation/1.0', role: 'developer', looks: { language: 'fr' } },
  { name: 'reference', path: () => '/apis/piste/sne-cotation/1.0/reference', role: 'developer', looks: wide },
  { name: 'application', path: ({ application }) => `/applications/${application}`, role: 'developer', looks: wide },
  {
    name: 'apis-fr',
    path: ({ application }) => `/applications/${application}/apis`,
    role: 'developer',
    looks: { language: 'fr' },
  },
  {
    name: 'usage',
    path: ({ application }) => `/applications/${application}/usage`,
    role: 'developer',
    looks: wide,
    from: '.range',
  },
  {
    name: 'usage-fr-dark',
    path: () => '/operator/usage?range=7d',
    role: 'operator',
    looks: { language: 'fr', dark: true },
    from: '.figures',
  },
  {
    name: 'why',
    path: ({ application }) => `/applications/${application}/why/piste/sne-cotation/1.0`,
    role: 'developer',
    looks: wide,
  },
  { name: 'inbox', path: () => '/provider/piste/requests', role: 'provider', looks: wide },
  { name: 'audit-dark', path: () => '/operator/audit', role: 'operator', looks: { language: 'en', dark: true } },
];

const folder = join(import.meta.dirname, '../docs/pictures');
mkdirSync(folder, { recursive: true });
const portal = await openPortalListener();
await keepBusyMonths(portal.registry, portal.world.application);
const browser = await openChromium();
try {
  for (const { name, path, role, looks, from } of pictures) {
    const profile = await openProfile(browser, looks);
    await portal.logIn(profile, role);
    const tab = await profile.newPage();
    await tab.goto(portal.url + path(portal.world));
    if (from !== undefined) await tab.locator(from).evaluate((place) => place.scrollIntoView());
    await tab.screenshot({ path: join(folder, `${name}.png`) });
    await profile.close();
    process.stdout.write(`docs/pictures/${name}.png\n`);
  }
} finally {
  await browser.close();
  await portal.close();
}
