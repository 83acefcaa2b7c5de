/** The whole system as a newcomer meets it: started, called, administered, stopped. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { connect as connectTls } from 'node:tls';
import { z } from 'zod';
import { guideHosts } from '#test/guides/hosts.ts';
import { startSystem, type System } from '#test/system.ts';
import { makePair } from '#test/tls/certificate-pair.ts';

let system: System;

before(async () => {
  system = await startSystem({ hosts: guideHosts });
});

after(() => system.stop());

const firstCallSchema = z.object({
  steps: z.array(
    z.object({
      title: z.string(),
      command: z.string().optional(),
      curl: z.string().optional(),
      result: z.string(),
    }),
  ),
  answer: z.object({ status: z.number(), headers: z.record(z.string(), z.string()), body: z.string() }),
});

function address(name: string): string {
  const found = new RegExp(` ${name}=(\\S+)`).exec(system.readyLine)?.[1];
  assert(found, `${name} in ${system.readyLine}`);
  return found;
}

function admin(path: string, init: RequestInit = {}): Promise<Response> {
  const key = readFileSync(join(system.dataFolder, 'data', 'keys', 'admin.key'), 'utf8').trim();
  return fetch(`${address('admin')}/admin/v1${path}`, {
    ...init,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
  });
}

test('the ready line names every address, at its port', () => {
  const { portBase, tlsPort, readyLine } = system;
  assert.deepEqual(
    new Set(readyLine.split(' ')),
    new Set([
      'ready',
      `portal=http://localhost:${portBase}`,
      `identity=http://127.0.0.1:${portBase + 1}`,
      `production=http://127.0.0.1:${portBase + 2}`,
      `sandbox=http://127.0.0.1:${portBase + 3}`,
      `admin=http://127.0.0.1:${portBase + 4}`,
      `sne-cotation=http://127.0.0.1:${portBase + 5}`,
      `banking=http://127.0.0.1:${portBase + 6}`,
      `webstat=http://127.0.0.1:${portBase + 7}`,
      `metrics=http://127.0.0.1:${portBase + 8}`,
      `gateway-metrics=http://127.0.0.1:${portBase + 9}`,
      `tls=https://127.0.0.1:${tlsPort}`,
    ]),
  );
});

test('a first call goes through, and says how to do each step by hand', async () => {
  const result = await system.guichet(['first-call', 'sne-cotation', '--json']);
  assert.equal(result.code, 0, result.stdout + result.stderr);
  const { steps, answer } = firstCallSchema.parse(JSON.parse(result.stdout));
  assert.equal(answer.status, 200);
  assert.equal(answer.body, '{"version":"1.0","etat":"OK"}');
  const withoutCurl = steps.filter((step) => step.curl === undefined);
  assert.equal(withoutCurl.length, 1, 'only the credentials are shown, not asked for');
  assert.match(withoutCurl[0]?.command ?? '', /^CLIENT_ID=/);
});

test('its lines work when they are pasted into a shell', async () => {
  const { stdout } = await system.guichet(['first-call', 'sne-cotation', '--json']);
  const { steps } = firstCallSchema.parse(JSON.parse(stdout));
  const lines = steps.flatMap((step) => (step.curl === undefined ? [] : [`${step.curl}; echo`]));
  const credentials = steps.find((step) => step.command?.startsWith('CLIENT_ID='))?.command ?? '';
  const pasted = execFileSync('sh', ['-c', [credentials, ...lines].join('\n')], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  // What is there already is a conflict, whoever asks; nothing else is refused at the admin API.
  const refused = [...pasted.matchAll(/"code":"([\w.]+)"/g)].map((match) => match[1] ?? '');
  assert.deepEqual(refused, ['account.email_taken', 'application.name_taken', 'subscription.exists']);
  assert.match(pasted, /HTTP\/1\.1 200 /);
  assert.ok(pasted.endsWith('{"version":"1.0","etat":"OK"}\n'));
});

test('a first call to an API that does not exist is refused with its code', async () => {
  const result = await system.guichet(['first-call', 'nothing', '--json']);
  assert.equal(result.code, 1);
  assert.equal(JSON.parse(result.stdout).code, 'first_call.api_not_found');
});

test('what the command does, the admin API does too', async () => {
  const made = await admin('/organisations', {
    method: 'POST',
    body: JSON.stringify({ slug: 'ville', name: 'Ville' }),
  });
  assert.equal(made.status, 200, await made.text());
  const got = await admin('/organisations/ville');
  assert.partialDeepStrictEqual(await got.json(), { slug: 'ville', name: 'Ville' });
  const again = await admin('/organisations', {
    method: 'POST',
    body: JSON.stringify({ slug: 'ville', name: 'Ville' }),
  });
  assert.equal(again.status, 409);
  assert.equal(again.headers.get('content-type'), 'application/problem+json');
});

/** Asks until the gateway answers, for as long as a restart may take. */
async function untilAnswered(url: string): Promise<number> {
  const deadlineMs = Date.now() + 10_000;
  for (;;) {
    const status = await fetch(url).then(
      (answer) => answer.status,
      () => null,
    );
    if (status !== null || Date.now() > deadlineMs) return status ?? 0;
  }
}

/** The name in the certificate that the TLS listener shows. */
async function shownCertificate(): Promise<string> {
  const socket = connectTls({ port: system.tlsPort, host: '127.0.0.1', rejectUnauthorized: false });
  await once(socket, 'secureConnect');
  const { subject } = socket.getPeerCertificate();
  socket.destroy();
  return String(subject.CN);
}

test('SIGHUP has new certificates read, in the gateway’s own process too', async () => {
  const { certificateFile: certFile, keyFile } = system.certificates;
  const before = [readFileSync(certFile), readFileSync(keyFile)] as const;
  const old = await shownCertificate();
  makePair({ certFile, keyFile }, 'renewed');
  system.process.kill('SIGHUP');
  while ((await shownCertificate()) !== 'renewed');
  writeFileSync(certFile, before[0]);
  writeFileSync(keyFile, before[1]);
  system.process.kill('SIGHUP');
  while ((await shownCertificate()) !== old);
});

test('a gateway whose process is killed is started again', async () => {
  const pid = Number(
    execFileSync('pgrep', ['-P', String(system.process.pid), '-f', 'parts gateway'], { encoding: 'utf8' }),
  );
  process.kill(pid, 'SIGKILL');
  const status = await untilAnswered(`${address('sandbox')}/mtes/sne-cotation/v1.0/healthcheck`);
  assert.equal(status, 400);
  const next = Number(
    execFileSync('pgrep', ['-P', String(system.process.pid), '-f', 'parts gateway'], { encoding: 'utf8' }),
  );
  assert.notEqual(next, pid);
});

test('a second Guichet on the same data folder is told whose it is', async () => {
  const result = await system.guichet(['serve', '--json']);
  assert.equal(result.code, 3);
  assert.equal(JSON.parse(result.stdout).code, 'data.in_use');
});

test('SIGTERM ends it cleanly', async () => {
  assert.equal(await system.stop(), 0);
});
