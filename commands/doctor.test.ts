import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { test } from 'node:test';
import { mergeSettings } from '#base/settings.ts';
import { silentLog } from '#base/log.ts';
import { commands } from '#commands/doctor.ts';
import { freePort } from '#test/ports.ts';

const [doctor] = commands;

async function run(flags: Readonly<Record<string, string>>) {
  assert(doctor);
  const settings = mergeSettings({ flags, environment: {}, file: {} });
  return doctor.run(
    { settings, log: silentLog, json: false, print: () => undefined, readInput: async () => '' },
    { positionals: [], options: {} },
  );
}

async function openProcess(port: number, body: unknown): Promise<() => Promise<unknown>> {
  const server = createServer((_request, response) => void response.writeHead(503).end(JSON.stringify(body)));
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  return () => {
    server.close();
    server.closeAllConnections();
    return once(server, 'close');
  };
}

const check = (name: string, ok: boolean, needed = true) => ({ name, needed, ok });

test('what is wrong is said with what to do, in both languages, and in the exit code', async () => {
  const port = await freePort();
  const flags = { parts: 'control', 'metrics-port': String(port) };
  const close = await openProcess(port, {
    parts: [
      { part: 'control', ready: false, checks: [check('database', false), check('disk', true)] },
      { part: 'portal', ready: true, checks: [check('database', true)] },
    ],
  });
  const english = await run(flags);
  assert.equal(english.exitCode, 1);
  assert.equal(english.text[0], '✗ control: cannot serve');
  assert.match(english.text[1] ?? '', /database: .*DATABASE_URL/);
  assert.equal(english.text[2], '✓ portal: ready');
  const french = await run({ ...flags, language: 'fr' });
  assert.match(french.text[1] ?? '', /ne répond pas/);
  await close();
});

test('a gateway without its control process is ready, and yet something is wrong', async () => {
  const port = await freePort();
  const close = await openProcess(port, {
    parts: [{ part: 'gateway', ready: true, checks: [check('snapshot', true), check('control', false, false)] }],
  });
  const { text, exitCode } = await run({ parts: 'gateway', 'metrics-port': String(port) });
  assert.equal(exitCode, 1);
  assert.match(text.join('\n'), /^! gateway: ready\n {4}control: .*serves on/);
  await close();
});

test('a process that does not answer, or answers nonsense, is named with its address', async () => {
  const port = await freePort();
  const silent = await run({ parts: 'control', 'metrics-port': String(port) });
  assert.equal(silent.exitCode, 3);
  assert.match(silent.text[0] ?? '', new RegExp(`127.0.0.1:${port}: nobody answers`));
  const close = await openProcess(port, { something: 'else' });
  assert.equal((await run({ parts: 'control', 'metrics-port': String(port) })).exitCode, 3);
  await close();
});
