import assert from 'node:assert/strict';
import { X509Certificate } from 'node:crypto';
import { once } from 'node:events';
import { copyFile, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { connect, createServer, type ConnectionOptions, type Server } from 'node:tls';
import fc from 'fast-check';
import { systemClock, type Clock } from '#base/clock.ts';
import { limits } from '#base/limits.ts';
import { openLog } from '#base/log.ts';
import { Problem } from '#base/problem.ts';
import {
  openCertificates,
  type Certificates,
  type CertificateSources,
} from '#gateway/listeners/certificates/certificates.ts';
import { dnsNames } from '#gateway/listeners/certificates/dns-names.ts';
import type { CertificateFiles } from '#gateway/listeners/certificates/pair.ts';
import { openFolder } from '#test/gateway-surroundings.ts';
import { makePair } from '#test/tls/certificate-pair.ts';

let folder: Awaited<ReturnType<typeof openFolder>>;
let server: Server | null = null;
let certificates: Certificates | null = null;
let lines: string[] = [];

beforeEach(async () => {
  folder = await openFolder();
  lines = [];
});

afterEach(async () => {
  certificates?.close();
  server?.close();
  server = null;
  await folder.close();
});

function files(stem: string): CertificateFiles {
  return { certFile: join(folder.path, `${stem}.pem`), keyFile: join(folder.path, `${stem}.key`) };
}

async function open(sources: CertificateSources, clock: Clock = systemClock): Promise<Certificates> {
  const log = openLog({}, (line) => lines.push(line));
  certificates = await openCertificates(sources, { log, clock });
  server = createServer({ ...certificates.serverOptions() }, (socket) => socket.end());
  server.on('tlsClientError', () => undefined);
  certificates.attach(server);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return certificates;
}

/** The name of the certificate that a client gets; null when there is no handshake. */
async function shown(options: ConnectionOptions | string): Promise<string | null> {
  const address = server?.address();
  if (address === null || address === undefined || typeof address === 'string') throw new Error('no address');
  const more = typeof options === 'string' ? { servername: options } : options;
  const socket = connect({ port: address.port, host: '127.0.0.1', rejectUnauthorized: false, ...more });
  return new Promise((resolve) => {
    socket.once('error', () => resolve(null));
    socket.once('secureConnect', () => {
      resolve(String(socket.getPeerCertificate().subject.CN));
      socket.destroy();
    });
  });
}

async function codeOf(opening: Promise<unknown>): Promise<string> {
  const failure = await opening.then(
    () => null,
    (cause: unknown) => cause,
  );
  assert.ok(failure instanceof Problem, 'it must be refused');
  return failure.code;
}

test('a client gets the certificate for the name that it asks for: the exact one before the wildcard, else the default', async () => {
  makePair(files('default'), 'default');
  makePair(files('exact'), 'exact', ['a.example', 'www.b.example']);
  makePair(files('wildcard'), 'wildcard', ['*.example', '*.b.example']);
  await open({ pair: files('default'), folder: folder.path });
  assert.equal(await shown('a.example'), 'exact');
  assert.equal(await shown('A.EXAMPLE'), 'exact');
  assert.equal(await shown('c.example'), 'wildcard');
  assert.equal(await shown('www.b.example'), 'exact');
  assert.equal(await shown('api.b.example'), 'wildcard');
  for (const name of ['x.api.b.example', 'example', 'other.test']) assert.equal(await shown(name), 'default', name);
  assert.equal(await shown({}), 'default');
});

test('a folder as ACME clients lay it out serves alone; its first certificate is the default', async () => {
  for (const name of ['b.example', 'a.example']) {
    const live = join(folder.path, name);
    await mkdir(live);
    makePair({ certFile: join(live, 'fullchain.pem'), keyFile: join(live, 'privkey.pem') }, name, [name]);
  }
  await writeFile(join(folder.path, 'README'), 'none of ours');
  await open({ folder: folder.path });
  assert.deepEqual(await Promise.all([shown('a.example'), shown('b.example'), shown({})]), [
    ...['a.example', 'b.example', 'a.example'],
  ]);
});

test('of two certificates for a name the one that holds longer is shown', async () => {
  makePair(files('a'), 'longer', ['a.example'], 20);
  makePair(files('b'), 'shorter', ['a.example'], 2);
  await open({ folder: folder.path });
  assert.equal(await shown('a.example'), 'longer');
});

test('a reload shows new certificates, added ones too, and lets go of those that are gone', async () => {
  makePair(files('a'), 'first', ['a.example']);
  makePair(files('b'), 'b', ['b.example']);
  const opened = await open({ folder: folder.path });
  makePair(files('a'), 'second', ['a.example']);
  makePair(files('c'), 'c', ['c.example']);
  await rm(files('b').certFile);
  await opened.reload();
  assert.deepEqual(await Promise.all(['a.example', 'b.example', 'c.example'].map(shown)), ['second', 'second', 'c']);
  assert.equal(await shown({}), 'second');
});

test('files that change are noticed without a word, those that do not are not read again', async (context) => {
  context.mock.timers.enable({ apis: ['setInterval'] });
  makePair(files('a'), 'first', ['a.example']);
  makePair(files('b'), 'b', ['b.example']);
  const { promise: noticed, resolve } = Promise.withResolvers<void>();
  const log = openLog({}, (line) => {
    lines.push(line);
    if (line.includes('read again')) resolve();
  });
  certificates = await openCertificates({ folder: folder.path }, { log, clock: systemClock });
  makePair(files('a'), 'second', ['a.example']);
  context.mock.timers.tick(limits.certificateCheckMs);
  await noticed;
  await certificates.reload();
  const about = (file: string): number => lines.filter((line) => line.includes(file)).length;
  assert.deepEqual([about('a.pem'), about('b.pem')], [3, 2]);
});

for (const [what, breakIt] of [
  ['is no certificate', (pair: CertificateFiles) => writeFile(pair.certFile, 'nothing')],
  ['has the key of another', (pair: CertificateFiles) => copyFile(files('other').keyFile, pair.keyFile)],
  ['has gone', (pair: CertificateFiles) => rm(pair.keyFile)],
] as const) {
  test(`a new pair that ${what} leaves the old one in force, and says so once`, async () => {
    makePair(files('other'), 'other', ['other.example']);
    makePair(files('a'), 'old', ['a.example']);
    const opened = await open({ pair: files('a') });
    await breakIt(files('a'));
    await opened.reload();
    assert.equal(await shown('a.example'), 'old');
    const errors = lines.filter((line) => line.includes('"level":"error"'));
    assert.equal(errors.length, 1);
    assert.match(errors[0] ?? '', /"code":"certificate\.(unreadable|key_mismatch)".*"olderOneGoesOn":true/);
  });
}

test('a certificate that has ended does not replace one that holds, and is refused at the start', async () => {
  makePair(files('a'), 'old', ['a.example'], 20);
  let nowMs = Date.now();
  const opened = await open({ pair: files('a') }, { nowMs: () => nowMs });
  nowMs += 10 * 24 * 3600_000;
  makePair(files('a'), 'ended', ['a.example'], 2);
  await opened.reload();
  assert.equal(await shown('a.example'), 'old');
  const later = { log: openLog({}, () => undefined), clock: { nowMs: () => nowMs } };
  assert.equal(await codeOf(openCertificates({ pair: files('a') }, later)), 'certificate.expired');
});

test('what cannot be used at the start is refused by its own code; in a folder it is left out', async () => {
  const around = { log: openLog({}, (line) => lines.push(line)), clock: systemClock };
  const refusal = (sources: CertificateSources): Promise<string> => codeOf(openCertificates(sources, around));
  assert.equal(await refusal({ pair: files('missing') }), 'certificate.unreadable');
  assert.equal(await refusal({ folder: join(folder.path, 'missing') }), 'certificate.unreadable');
  assert.equal(await refusal({ folder: folder.path }), 'certificate.none');
  makePair(files('a'), 'a', ['a.example']);
  makePair(files('b'), 'b', ['b.example']);
  const crossed = { certFile: files('a').certFile, keyFile: files('b').keyFile };
  assert.equal(await refusal({ pair: crossed }), 'certificate.key_mismatch');
  await writeFile(files('a').certFile, 'nothing');
  await open({ folder: folder.path });
  assert.equal(await shown('a.example'), 'b');
  assert.match(lines.join(''), /a\.pem.*certificate\.unreadable/);
});

test('TLS 1.2 and 1.3 are spoken with good suites, nothing older or weaker', async () => {
  makePair(files('a'), 'a');
  await open({ pair: files('a') });
  const version = (maxVersion: 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3', ciphers?: string): Promise<string | null> =>
    // The client itself has to be let down to what the server must refuse.
    shown({ maxVersion, minVersion: 'TLSv1', ciphers: `${ciphers ?? 'DEFAULT'}:@SECLEVEL=0` });
  assert.equal(await version('TLSv1.3'), 'a');
  assert.equal(await version('TLSv1.2'), 'a');
  assert.equal(await version('TLSv1.1'), null);
  assert.equal(await version('TLSv1.2', 'ECDHE-ECDSA-AES128-GCM-SHA256'), 'a');
  assert.equal(await version('TLSv1.2', 'ECDHE-ECDSA-AES128-SHA'), null);
});

test('names are read from a certificate as Node itself matches them', async () => {
  makePair(files('a'), 'a', ['Up.Example', '*.w.example', 'x*.part.example', '*.*.two.example', 'plain']);
  const certificate = new X509Certificate(await readFile(files('a').certFile));
  const names = dnsNames(certificate.subjectAltName ?? '');
  assert.deepEqual(names, ['up.example', '*.w.example', 'plain']);
  for (const name of names) assert.ok(certificate.checkHost(name.replace('*', 'any')), name);
});

test('whatever a certificate says, only host names are taken from it', () => {
  const entry = fc.oneof(fc.string({ maxLength: 12 }), fc.domain(), fc.constantFrom('*.a.example', '"DNS:b"', '*'));
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.constantFrom('DNS:', 'IP Address:', 'URI:', ''), entry)), (entries) => {
      for (const name of dnsNames(entries.map((parts) => parts.join('')).join(', '))) {
        assert.match(name, /^(\*\.)?[a-z0-9_.-]+$/);
        assert.doesNotMatch(name, /\.\.|^\*\.$/);
      }
    }),
  );
});
