/** The command line from outside: exit codes, languages, JSON. What the commands do is tested where the operations are. */
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import test, { after, before } from 'node:test';

const main = resolve(import.meta.dirname, '..', 'main.ts');
let data: string;

type Result = { readonly code: number; readonly stdout: string; readonly stderr: string };

function guichet(args: readonly string[], input = ''): Promise<Result> {
  return new Promise((done) => {
    const child = execFile(process.execPath, [main, ...args], { cwd: data }, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
    child.stdin?.end(input);
  });
}

function codeOf({ stdout }: Result): unknown {
  return JSON.parse(stdout).code;
}

before(async () => {
  data = await mkdtemp(join(tmpdir(), 'guichet-commands-'));
});

after(() => rm(data, { recursive: true, force: true }));

test('without a command, the commands are listed', async () => {
  const { code, stdout } = await guichet([]);
  assert.equal(code, 0);
  for (const name of ['serve', 'first-call', 'account create', 'approve', 'backup']) assert.ok(stdout.includes(name));
});

test('each command explains itself, in the language that is asked for', async () => {
  const english = await guichet(['apply', '--help']);
  assert.equal(english.code, 0);
  assert.match(english.stdout, /^Usage: guichet apply <file>…/);
  assert.match((await guichet(['apply', '--help', '--language', 'fr'])).stdout, /^Utilisation : |^Utilisation: /);
});

test('2: an unknown command, an unknown option, a missing argument, a setting out of range', async () => {
  const unknown = await guichet(['appply', 'guichet.yaml']);
  assert.equal(unknown.code, 2);
  assert.match(unknown.stderr, /appply\n\nCommands:\n {2}apply {2}[^\n]*\n\n/);
  const family = await guichet(['usage']);
  assert.equal(family.code, 2);
  assert.match(family.stderr, /^Commands:\n {2}usage application .*\n {2}usage api /);
  for (const args of [
    ['apply', '--no-such-option'],
    ['apply'],
    ['first-call'],
    ['backup', 'one', 'two'],
    ['export', '--port-base', '0'],
  ]) {
    const result = await guichet([...args, '--json']);
    assert.equal(result.code, 2, args.join(' '));
    assert.match(String(codeOf(result)), /^(command\.usage|settings\.invalid)$/);
  }
});

test('1: what is refused is a problem document with --json, and a text without', async () => {
  const result = await guichet(['apply', 'missing.yaml', '--json']);
  assert.equal(result.code, 1);
  assert.equal(codeOf(result), 'declaration.unreadable');
  const text = await guichet(['apply', 'missing.yaml', '--language', 'fr']);
  assert.equal(text.code, 1);
  assert.equal(text.stdout, '');
  assert.match(text.stderr, /n'y a pas de tel fichier.*\(declaration\.unreadable\)/);
});

test('1: a server whose port is taken says which', async () => {
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const address = taken.address();
  assert(address !== null && typeof address === 'object');
  const base = String(address.port - 5);
  const result = await guichet(['serve', '--parts', 'sne-cotation', '--port-base', base, '--json']);
  taken.close();
  assert.equal(result.code, 1);
  assert.equal(codeOf(result), 'server.port_taken');
  assert.ok(result.stdout.includes(`127.0.0.1:${address.port}`));
});

test('1: plain HTTP is refused on an address that others reach', async () => {
  const result = await guichet(['serve', '--parts', 'gateway', '--listen-host', '0.0.0.0', '--json']);
  assert.equal(result.code, 1);
  assert.equal(codeOf(result), 'settings.plain_http');
});

test('1: TLS needs its port, its certificate and its key', async () => {
  const result = await guichet(['serve', '--parts', 'gateway', '--tls-port', '8443', '--json']);
  assert.equal(result.code, 1);
  assert.equal(codeOf(result), 'settings.tls_incomplete');
});

test('3: a database that nobody runs cannot be reached', async () => {
  const result = await new Promise<Result>((done) => {
    const env = { ...process.env, DATABASE_URL: 'postgres://guichet@127.0.0.1:9/guichet' };
    execFile(process.execPath, [main, 'export', '--json'], { cwd: data, env }, (error, stdout, stderr) => {
      done({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
  assert.equal(result.code, 3);
  assert.equal(codeOf(result), 'database.unreachable');
});

test('a declaration goes in by standard input, a backup of it out and in again', async () => {
  const declared = 'organisations:\n  - slug: ville\n    name: Ville\n';
  const applied = await guichet(['apply', '-', '--json'], declared);
  assert.equal(applied.code, 0, applied.stdout + applied.stderr);
  assert.equal((await guichet(['backup', 'one.backup'])).code, 0);
  const refused = await guichet(['restore', 'one.backup', '--json']);
  assert.equal(refused.code, 1);
  assert.equal(codeOf(refused), 'restore.not_empty');
  const restored = await guichet(['restore', 'one.backup', '--replace']);
  assert.equal(restored.code, 0, restored.stderr);
  assert.match((await guichet(['export'])).stdout, /slug: ville/);
});
