/**
 * Google's Lighthouse on the pages that a newcomer sees, as it judges a phone on a slow network: at least 95 of 100 in each of
 * its categories.
 */
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import type { Browser } from 'playwright-core';
import { z } from 'zod';
import { openChromium } from '#test/chromium.ts';
import { sessionTokenFor } from '#test/portal.ts';
import { openPortalListener, type PortalListener } from '#test/portal-listener.ts';
import type { PortalWorld } from '#test/portal-world.ts';
import { freePort } from '#test/ports.ts';
import { execute } from '#test/system.ts';

const asked = 95;
const mostTries = 3;
const categories = ['performance', 'accessibility', 'best-practices', 'seo'] as const;
const lighthouse = join(import.meta.dirname, 'lighthouse/node_modules/lighthouse/cli/index.js');
const installed = existsSync(lighthouse) ? {} : { skip: 'npm ci --prefix test/lighthouse has not been run' };

const reportSchema = z.looseObject({
  categories: z.record(z.string(), z.looseObject({ score: z.number().nullable() })),
  audits: z.record(
    z.string(),
    z.looseObject({ title: z.string(), score: z.number().nullable(), details: z.unknown().optional() }),
  ),
});

type Report = z.infer<typeof reportSchema>;

let portal: PortalListener;
let browser: Browser;
let debuggingPort: number;
let folder: string;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'guichet-lighthouse-'));
  portal = await openPortalListener();
  debuggingPort = await freePort();
  browser = await openChromium([`--remote-debugging-port=${debuggingPort}`]);
});
after(async () => {
  rmSync(folder, { recursive: true, force: true });
  await browser.close();
  await portal.close();
});

/** Runs Lighthouse on a page. The session goes in a header field, since the browser's profile is Lighthouse's own. */
async function judgeOnce(path: string, session: string | null): Promise<Report> {
  const headers = session === null ? [] : [`--extra-headers={"Cookie":"guichet_session=${session}"}`];
  // Into a file: what Lighthouse still had to write into a pipe is lost when it ends.
  const file = join(folder, 'report.json');
  const { stderr } = await execute(process.execPath, [
    lighthouse,
    portal.url + path,
    `--port=${debuggingPort}`,
    `--only-categories=${categories.join(',')}`,
    '--output=json',
    `--output-path=${file}`,
    '--quiet',
    ...headers,
  ]);
  assert.ok(existsSync(file), stderr);
  return reportSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
}

/** The same, again where something could not be measured: Lighthouse then gives no score at all. */
async function judge(path: string, session: string | null): Promise<Report> {
  for (let tries = 1; ; tries += 1) {
    const report = await judgeOnce(path, session);
    const measured = categories.every((category) => typeof report.categories[category]?.score === 'number');
    if (measured || tries === mostTries) return report;
  }
}

const pages: readonly (readonly [name: string, path: (world: PortalWorld) => string, known: boolean])[] = [
  ['the home page', () => '/', false],
  ['the catalogue', () => '/catalogue', false],
  ['a product', () => '/products/piste/sne-cotation', false],
  ['an API', () => '/apis/piste/sne-cotation/1.0', false],
  ['its documentation', () => '/apis/piste/sne-cotation/1.0/reference', false],
  ['the form for an account', () => '/sign-up', false],
  ['my applications', () => '/applications', true],
  ['my application', ({ application }) => `/applications/${application}`, true],
];

for (const [name, path, known] of pages) {
  test(`Lighthouse gives ${name} at least ${asked} in each category`, installed, async () => {
    const { registry, world } = portal;
    const session = known ? await sessionTokenFor(registry, world.accounts.developer) : null;
    const report = await judge(path(world), session);
    const below = categories.filter((category) => (report.categories[category]?.score ?? 0) * 100 < asked);
    const why = Object.values(report.audits).filter(({ score }) => score !== null && score < 0.9);
    assert.deepEqual(
      below,
      [],
      why.map(({ title, details }) => `${title}: ${JSON.stringify(details ?? null).slice(0, 600)}`).join('\n'),
    );
  });
}
