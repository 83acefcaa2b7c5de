/** A real browser: Debian's Chromium, or the Chrome that is installed, driven by Playwright. */
import { existsSync } from 'node:fs';
import { chromium, type Browser, type BrowserContext } from 'playwright-core';

const debianChromium = '/usr/bin/chromium';

/** Starts it. In containers and as root it has no sandbox of its own. */
export async function openChromium(flags: readonly string[] = []): Promise<Browser> {
  const args = ['--no-sandbox', '--disable-dev-shm-usage', ...flags];
  if (existsSync(debianChromium)) return chromium.launch({ executablePath: debianChromium, args });
  return chromium.launch({ channel: 'chrome', args });
}

export type Looks = {
  readonly language: 'fr' | 'en';
  /** True: 390 by 844 pixels, by touch. */
  readonly phone?: boolean;
  readonly javaScript?: boolean;
  readonly dark?: boolean;
};

/** Gives a person's browser profile: empty, in a language, on a screen. */
export async function openProfile(browser: Browser, looks: Looks): Promise<BrowserContext> {
  return browser.newContext({
    locale: looks.language === 'fr' ? 'fr-FR' : 'en-GB',
    viewport: looks.phone === true ? { width: 390, height: 844 } : { width: 1280, height: 900 },
    hasTouch: looks.phone === true,
    javaScriptEnabled: looks.javaScript !== false,
    colorScheme: looks.dark === true ? 'dark' : 'light',
    reducedMotion: 'reduce',
  });
}
