/** A person at a real browser: goes to pages, reads them, fills forms in and presses buttons, by what stands on the page. */
import assert from 'node:assert/strict';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { texts as accountTexts } from '#portal/pages/account/texts.ts';
import { openProfile, type Looks } from '#test/chromium.ts';

export const password = 'Deux-Comptoirs-8!';

export type Person = {
  readonly email: string;
  readonly looks: Looks;
  readonly page: Page;
  /** Goes to an address of the portal. */
  readonly go: (path: string) => Promise<void>;
  /** Follows the link with this text. */
  readonly follow: (name: string | RegExp) => Promise<void>;
  readonly fill: (label: string | RegExp, text: string) => Promise<void>;
  readonly tick: (label: string | RegExp) => Promise<void>;
  readonly press: (name: string | RegExp) => Promise<void>;
  /** Waits until the page's content says `text`. */
  readonly sees: (text: string | RegExp) => Promise<void>;
  readonly signUp: (organisationCode?: string) => Promise<void>;
  /** Opens the newest mail to this person whose subject fits, and follows its button. */
  readonly openMail: (subject: RegExp) => Promise<void>;
  readonly logIn: () => Promise<void>;
  readonly leave: () => Promise<void>;
};

type Sitting = {
  readonly browser: Browser;
  /** Where the portal is. */
  readonly url: string;
  readonly email: string;
  readonly looks: Looks;
};

/** Sits a person down at a browser with an empty profile. */
export async function sitDown({ browser, url, email, looks }: Sitting): Promise<Person> {
  const profile: BrowserContext = await openProfile(browser, looks);
  profile.setDefaultTimeout(15_000);
  const page = await profile.newPage();
  const text = accountTexts[looks.language];

  /** One of the things with this name that is to be seen: menus may hold it a second time. */
  const press = async (name: string | RegExp): Promise<void> => {
    await page.locator('main').getByRole('button', { name }).first().click();
  };
  const fill = async (label: string | RegExp, value: string): Promise<void> => {
    await page.getByLabel(label).first().fill(value);
  };
  const sees = async (wanted: string | RegExp): Promise<void> => {
    await page.locator('main').getByText(wanted).first().waitFor();
  };
  const go = async (path: string): Promise<void> => {
    const answer = await page.goto(url + path);
    assert.equal(answer?.status(), 200, path);
  };
  const follow = async (name: string | RegExp): Promise<void> => {
    await page.locator('main').getByRole('link', { name }).first().click();
  };

  return {
    ...{ email, looks, page, go, follow, fill, press, sees },
    tick: (label) => page.getByLabel(label).first().check(),
    signUp: async (organisationCode) => {
      await go('/');
      await follow(text.signUp.title);
      await fill(new RegExp(`^${text.name}`), 'Camille Martin');
      await fill(new RegExp(`^${text.email}`), email);
      await page.getByLabel(text.password, { exact: true }).fill(password);
      await fill(text.passwordAgain, password);
      if (organisationCode !== undefined) await fill(new RegExp(`^${text.signUp.code}`), organisationCode);
      await page.getByLabel(new RegExp(text.signUp.acceptBefore)).check();
      await press(text.signUp.send);
      await sees(text.signUp.done(email));
    },
    openMail: async (subject) => {
      await go('/mailbox');
      await page.getByRole('row').filter({ hasText: email }).getByRole('link', { name: subject }).first().click();
      await page.locator('main a.button').first().click();
    },
    logIn: async () => {
      if (!page.url().includes('/login')) await go('/login');
      await fill(new RegExp(`^${text.email}`), email);
      await fill(new RegExp(`^${text.password}`), password);
      await press(text.login.send);
      await page.waitForURL((address) => address.pathname !== '/login');
    },
    leave: () => profile.close(),
  };
}

/** Presses `button` until the page says `wanted`: a change reaches the gateways within two seconds. */
export async function untilSeen(person: Person, wanted: RegExp, button: string): Promise<void> {
  const deadlineMs = Date.now() + 10_000;
  for (;;) {
    await person.press(button);
    await person.page.waitForLoadState();
    if (wanted.test((await person.page.locator('main').textContent()) ?? '')) return;
    if (Date.now() > deadlineMs) return person.sees(wanted);
  }
}
