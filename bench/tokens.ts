/**
 * Token endpoints side by side: Guichet (durable, on the embedded PostgreSQL), oidc-provider (in memory) and
 * @node-oauth/oauth2-server (in memory). Each server has core 0 for itself; the load, and PostgreSQL, run on core 1.
 *
 * script/bench tokens [--quick]
 */
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { z } from 'zod';
import { ownCpuMicroseconds } from '#bench/process-usage.ts';
import { startServer, type ServerProcess } from '#bench/server-process.ts';
import type { FormRequest, TokenServer } from '#bench/tokens/server.ts';
import { runWrk, type Measured } from '#bench/wrk.ts';

const { values } = parseArgs({ options: { quick: { type: 'boolean', default: false } } });
const rounds = values.quick ? 1 : 5;
const seconds = values.quick ? 2 : 4;
const connections = 128;
const serverCore = 0;
const loadCore = 1;

const names = ['guichet', 'oidc-provider', 'oauth2-server'] as const;
type Name = (typeof names)[number];
const tokenAnswer = z.looseObject({ access_token: z.string() });
type Row = Measured & { readonly cpuMicrosecondsPerRequest: number };

const servers = new Map<Name, ServerProcess<TokenServer>>();
for (const name of names) {
  servers.set(name, await startServer<TokenServer>(join(import.meta.dirname, 'tokens', `${name}.ts`), serverCore));
}

function server(name: Name): ServerProcess<TokenServer> {
  const found = servers.get(name);
  if (found === undefined) throw new Error(`${name} was not started`);
  return found;
}

async function measure(name: Name, request: FormRequest, load = connections): Promise<Row> {
  // The process alone, as the header says: PostgreSQL, a child of ours, works on the other core.
  const { pid } = server(name);
  const before = ownCpuMicroseconds(pid);
  const measured = await runWrk({ ...request, connections: load, seconds, core: loadCore });
  const cpu = ownCpuMicroseconds(pid) - before;
  return { ...measured, cpuMicrosecondsPerRequest: cpu / Math.max(1, measured.requests) };
}

const byRate = (a: Row, b: Row): number => a.perSecond - b.perSecond;

/** Rounds of all servers in turn; gives the median round of each. */
async function compare(
  title: string,
  requestOf: (ready: TokenServer) => FormRequest | undefined,
): Promise<Map<Name, Row>> {
  const measured = new Map<Name, Row[]>();
  for (let round = 0; round < rounds; round += 1) {
    for (const name of names) {
      const request = requestOf(server(name).ready);
      if (request === undefined) continue;
      measured.set(name, [...(measured.get(name) ?? []), await measure(name, request)]);
    }
  }
  const medians = new Map<Name, Row>();
  for (const [name, rows] of measured) {
    const median = rows.sort(byRate)[Math.floor(rows.length / 2)];
    if (median !== undefined) medians.set(name, median);
  }
  print(title, medians);
  return medians;
}

function print(title: string, rows: ReadonlyMap<Name, Row>): void {
  const reference = rows.get('oidc-provider');
  console.log(`\n${title}`);
  console.log(
    `${'server'.padEnd(16)}${'req/s'.padStart(9)}${'ratio'.padStart(8)}${'CPU µs'.padStart(8)}${'p50 ms'.padStart(8)}${'p99 ms'.padStart(8)}${'failed'.padStart(8)}`,
  );
  for (const [name, row] of rows) {
    const ratio = reference === undefined ? '' : (row.perSecond / reference.perSecond).toFixed(2);
    console.log(
      name.padEnd(16) +
        row.perSecond.toFixed(0).padStart(9) +
        ratio.padStart(8) +
        row.cpuMicrosecondsPerRequest.toFixed(0).padStart(8) +
        row.p50Ms.toFixed(1).padStart(8) +
        row.p99Ms.toFixed(1).padStart(8) +
        String(row.failures).padStart(8),
    );
  }
}

/** Gets one token with `request`, for the introspection runs. */
async function oneToken(request: FormRequest): Promise<string> {
  const answer = await fetch(request.url, {
    method: 'POST',
    body: new URLSearchParams(request.form),
    headers: request.headers ?? {},
  });
  return tokenAnswer.parse(await answer.json()).access_token;
}

async function introspection(): Promise<void> {
  const tokens = new Map<TokenServer, string>();
  for (const name of names) {
    const { ready } = server(name);
    if (ready.introspection !== undefined) tokens.set(ready, await oneToken(ready.opaque));
  }
  await compare('introspection of an opaque token (asked: ≥ 8,000/s)', (ready) => {
    const token = tokens.get(ready);
    return ready.introspection === undefined || token === undefined
      ? undefined
      : { ...ready.introspection, form: { ...ready.introspection.form, token } };
  });
}

/** The password grant saturates the hashing gate while client_credentials go on at a moderate load. */
async function passwordUnderLoad(): Promise<void> {
  const { ready } = server('guichet');
  if (ready.password === undefined) return;
  const flood = runWrk({ ...ready.password, connections: 4, seconds: seconds * 2, core: loadCore });
  const beside = await runWrk({ ...ready.opaque, connections: 4, seconds, core: loadCore });
  const hashed = await flood;
  console.log('\npassword grant at argon2id 19 MiB, t=2, p=1, with client_credentials beside it');
  console.log(
    `password grants     ${hashed.perSecond.toFixed(1)} a second on one core (asked: ≥ 35), failed ${hashed.failures}`,
  );
  console.log(
    `client_credentials  ${beside.perSecond.toFixed(0)} a second, p99 ${beside.p99Ms.toFixed(1)} ms (asked: ≤ 30), failed ${beside.failures}`,
  );
}

try {
  await compare(
    'client_credentials, opaque token: durable here, in memory there (asked: ≥ 2 ×)',
    (ready) => ready.opaque,
  );
  await compare('client_credentials, ES256 JWT (asked: ≥ 3 ×)', (ready) => ready.jwt);
  await introspection();
  await passwordUnderLoad();
} finally {
  for (const started of servers.values()) await started.stop();
}
