/**
 * The portal with 1,000 APIs and 10,000 applications on the embedded PostgreSQL: what a page weighs over the wire, and how
 * long until its first byte: to one reader alone, and to four who read without pause. The server and its database share
 * core 0; the readers have core 1.
 *
 * script/bench portal [--quick]
 */
import { Agent, request } from 'node:http';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { memoryOf } from '#bench/process-usage.ts';
import type { PortalServer } from '#bench/portal/server.ts';
import { startServer } from '#bench/server-process.ts';

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const readings = values.quick ? 40 : 400;
const crowd = 4;
const asked = { firstPageKb: 60, p95Ms: 50 };

type Reader = 'nobody' | 'developer' | 'operator';
type Page = { readonly name: string; readonly path: string; readonly reader: Reader };
type Reading = { readonly status: number; readonly firstByteMs: number; readonly bytes: number; readonly body: Buffer };

const agent = new Agent({ keepAlive: true, maxSockets: crowd });

function read(server: PortalServer, path: string, reader: Reader): Promise<Reading> {
  const cookie = reader === 'nobody' ? {} : { cookie: `guichet_session=${server.sessions[reader]}` };
  const headers = { 'accept-encoding': 'br, gzip', 'accept-language': 'fr', ...cookie };
  return new Promise((done, fail) => {
    const startedMs = performance.now();
    request(server.url + path, { agent, headers }, (response) => {
      const firstByteMs = performance.now() - startedMs;
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const body = Buffer.concat(chunks);
        const head = response.rawHeaders.reduce((length, text) => length + text.length + 2, 20);
        done({ status: response.statusCode ?? 0, firstByteMs, bytes: head + body.length, body });
      });
    })
      .on('error', fail)
      .end();
  });
}

/** Pages in the order of a first visit, and those that grow with the registry. */
function pagesOf({ filled }: PortalServer): Page[] {
  return [
    { name: 'home', path: '/', reader: 'nobody' },
    { name: 'catalogue', path: '/catalogue', reader: 'nobody' },
    { name: 'search, one word', path: '/catalogue?q=referentiel', reader: 'nobody' },
    { name: 'search, a typing error', path: '/catalogue?q=refrentiel', reader: 'nobody' },
    { name: 'search, one API', path: '/catalogue?q=domaine+512', reader: 'nobody' },
    { name: 'product', path: '/products/piste/sne-cotation', reader: 'nobody' },
    { name: 'API', path: '/apis/piste/sne-cotation/1.0', reader: 'nobody' },
    { name: 'reference', path: '/apis/piste/sne-cotation/1.0/reference', reader: 'nobody' },
    { name: 'sign-up', path: '/sign-up', reader: 'nobody' },
    { name: 'applications', path: '/applications', reader: 'developer' },
    { name: 'application', path: `/applications/${filled.application}`, reader: 'developer' },
    { name: 'its APIs', path: `/applications/${filled.application}/apis`, reader: 'developer' },
    { name: 'requests', path: '/requests', reader: 'developer' },
    { name: 'all accounts', path: '/operator/accounts', reader: 'operator' },
    { name: 'audit log', path: '/operator/audit', reader: 'operator' },
    { name: 'inbox of a provider', path: '/provider/provider-1/requests', reader: 'operator' },
  ];
}

function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
}

async function measure(server: PortalServer, page: Page, readers: number): Promise<readonly Reading[]> {
  const got: Reading[] = [];
  const readOn = async (): Promise<void> => {
    while (got.length < readings) got.push(await read(server, page.path, page.reader));
  };
  await read(server, page.path, page.reader);
  await Promise.all(Array.from({ length: readers }, readOn));
  return got;
}

function sortedTimes(got: readonly Reading[]): number[] {
  return got.map(({ firstByteMs }) => firstByteMs).sort((one, other) => one - other);
}

function printRow(page: Page, alone: readonly Reading[], crowded: readonly Reading[]): void {
  const times = sortedTimes(alone);
  const p95Ms = quantile(times, 0.95);
  const wrong = [...alone, ...crowded].filter(({ status }) => status !== 200);
  console.log(
    page.name.padEnd(26) +
      ((alone[0]?.bytes ?? 0) / 1024).toFixed(1).padStart(8) +
      quantile(times, 0.5).toFixed(1).padStart(9) +
      p95Ms.toFixed(1).padStart(9) +
      (p95Ms / asked.p95Ms).toFixed(2).padStart(9) +
      quantile(sortedTimes(crowded), 0.95).toFixed(1).padStart(12) +
      (wrong.length === 0 ? '' : `   ${wrong.length} answered ${wrong[0]?.status}`),
  );
}

/** What a first visit of the home page brings over the wire: the page and everything that it names. */
async function firstVisit(server: PortalServer): Promise<void> {
  const home = await read(server, '/', 'nobody');
  const html = home.body[0] === 0x1f ? gunzipSync(home.body).toString() : home.body.toString();
  const named = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+)"/g)].map((match) => match[1] ?? '');
  const parts = await Promise.all([...new Set(named)].map((path) => read(server, path, 'nobody')));
  const kilobytes = parts.reduce((sum, { bytes }) => sum + bytes, home.bytes) / 1024;
  console.log(
    `\nfirst visit: ${kilobytes.toFixed(1)} KB over the wire in ${parts.length + 1} requests (asked: ≤ ${asked.firstPageKb}; ${(kilobytes / asked.firstPageKb).toFixed(2)} of it)`,
  );
}

const { ready, pid, stop } = await startServer<PortalServer>(join(import.meta.dirname, 'portal/server.ts'), 0, {
  patienceMs: 180_000,
});
try {
  console.log(
    `${'page'.padEnd(26)}${'KB'.padStart(8)}${'p50 ms'.padStart(9)}${'p95 ms'.padStart(9)}${`of ${asked.p95Ms}`.padStart(9)}${`p95 of ${crowd}`.padStart(12)}`,
  );
  for (const page of pagesOf(ready)) printRow(page, await measure(ready, page, 1), await measure(ready, page, crowd));
  await firstVisit(ready);
  console.log(`memory: ${memoryOf(pid).pssMb.toFixed(0)} MB, PostgreSQL included`);
} finally {
  agent.destroy();
  await stop();
}
