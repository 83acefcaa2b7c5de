/** The portal on the embedded PostgreSQL with a full registry; prints where it is and what may be looked at. */
import { mkdtempSync, rmSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock } from '#base/clock.ts';
import { openLog } from '#base/log.ts';
import { openPasswordHasher } from '#base/password-hash.ts';
import { fillRegistry, type FilledRegistry } from '#bench/portal/fill.ts';
import { openHttpListener } from '#commands/serve/http-listener.ts';
import { openDatabase } from '#database/open.ts';
import { openPasswordFailures } from '#registry/accounts/password-failures.ts';
import type { Registry } from '#registry/operation.ts';
import { openTestPortal, sessionTokenFor } from '#test/portal.ts';

const port = 8631;

/** What the line of this server says. */
export type PortalServer = {
  readonly url: string;
  readonly filled: FilledRegistry;
  /** Cookie values of sessions. */
  readonly sessions: { readonly developer: string; readonly operator: string };
};

const folder = mkdtempSync(join(tmpdir(), 'guichet-bench-'));
const database = await openDatabase({ dataFolder: folder, log: openLog({}, undefined, 'warn'), mode: 'own' });
const registry: Registry = {
  database,
  clock: systemClock,
  sealingKey: { bytes: randomBytes(32) },
  passwords: openPasswordHasher(),
  passwordFailures: openPasswordFailures(),
};
const filled = await fillRegistry(registry);

const sessions = {
  developer: await sessionTokenFor(registry, filled.developer),
  operator: await sessionTokenFor(registry, filled.operator),
};
const fetch = await openTestPortal(registry, { portalUrl: `http://127.0.0.1:${port}` });
const listener = await openHttpListener({ host: '127.0.0.1', port, fetch });
const ready: PortalServer = { url: listener.url, filled, sessions };
process.stdout.write(`${JSON.stringify(ready)}\n`);

process.once('SIGTERM', async () => {
  await listener.close();
  await database.close();
  rmSync(folder, { recursive: true, force: true });
});
