/** What operators see of a running system: metrics as documented, dashboards that name nothing else, logs without secrets. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { parse } from 'yaml';
import { z } from 'zod';
import { metricSections } from '#commands/serve/all-metrics.ts';
import { startSystem, type System } from '#test/system.ts';

const declared = new Map(metricSections.flatMap(({ metrics }) => metrics).map((metric) => [metric.name, metric]));

let system: System;
let logged = '';

before(async () => {
  system = await startSystem({ hosts: ['api.example'] });
  system.process.stderr?.on('data', (chunk: Buffer) => (logged += chunk.toString()));
});

after(() => system.stop());

const scrape = async (offset: number): Promise<string> => {
  const answer = await fetch(`http://127.0.0.1:${system.portBase + offset}/.guichet/metrics`);
  assert.equal(answer.headers.get('content-type'), 'text/plain; version=0.0.4; charset=utf-8');
  return answer.text();
};

const scrapeAll = async (): Promise<string[]> => Promise.all([scrape(8), scrape(9)]);

/** The metric that a sample belongs to: `x_bucket` to `x`. */
function familyOf(name: string): string {
  if (declared.has(name)) return name;
  const family = name.replace(/_(?:bucket|sum|count)$/, '');
  return declared.get(family)?.kind === 'histogram' ? family : name;
}

test('what a running system tells is what the page says, in names and labels, both ways', async () => {
  const call = await system.guichet(['first-call', 'sne-cotation', '--json']);
  assert.equal(call.code, 0, call.stderr);
  // What workers count is handed over once a second.
  let texts = await scrapeAll();
  for (let left = 50; left > 0 && !texts.join().includes('guichet_gateway_requests_total{'); left -= 1) {
    await pause(100);
    texts = await scrapeAll();
  }
  const told = new Set(texts.flatMap((text) => [...text.matchAll(/^# TYPE (\S+)/gm)].map(([, name = '']) => name)));
  assert.deepEqual([...told].toSorted(), [...declared.keys()].toSorted());
  for (const [, name = '', labels = ''] of texts.join('\n').matchAll(/^(guichet_\w+)(?:\{(.*)\})? \S+$/gm)) {
    const allowed = new Set([...Object.keys(declared.get(familyOf(name))?.labels ?? {}), 'le']);
    for (const [, label = ''] of labels.matchAll(/(\w+)="(?:[^"\\]|\\.)*"/g)) {
      assert.ok(allowed.has(label), `${name} has the label ${label}`);
    }
  }
  assert.match(
    texts.join(),
    /guichet_gateway_requests_total\{api="sne-cotation\/1\.0",environment="sandbox",class="2xx"\}/,
  );
  assert.match(texts.join(), /guichet_tokens_total\{grant="client_credentials",outcome="issued"\}/);
  assert.doesNotMatch(texts.join(), /guichet_collector_up\{[^}]*\} 0/);
});

test('promtool has nothing to say against them', async (t) => {
  if (spawnSync('promtool', ['--version']).status !== 0) return t.skip('promtool is not installed');
  for (const text of await scrapeAll()) {
    const checked = spawnSync('promtool', ['check', 'metrics'], { input: text, encoding: 'utf8' });
    assert.equal(checked.stderr + checked.stdout, '');
  }
  for (const [kind, file] of [
    ['rules', 'alerts.yml'],
    ['config', 'scrape.yml'],
  ] as const) {
    const path = join(import.meta.dirname, '..', 'docs', 'operations', 'prometheus', file);
    const checked = spawnSync('promtool', ['check', kind, path], { encoding: 'utf8' });
    assert.equal(checked.status, 0, checked.stdout + checked.stderr);
  }
});

const dashboardSchema = z.object({
  panels: z.array(z.object({ title: z.string(), targets: z.array(z.object({ expr: z.string() })).optional() })),
});
const alertsSchema = z.object({
  groups: z.array(z.object({ rules: z.array(z.object({ alert: z.string(), expr: z.string() })) })),
});

/** Labels that Prometheus itself gives. */
const prometheusLabels = ['instance', 'job', 'le'];

test('the dashboard and the alerts name no metric and no label that is not there', () => {
  const read = (file: string): string => readFileSync(new URL(`../docs/operations/${file}`, import.meta.url), 'utf8');
  const { panels } = dashboardSchema.parse(JSON.parse(read('grafana-dashboard.json')));
  const { groups } = alertsSchema.parse(parse(read('prometheus/alerts.yml')));
  const expressions = [
    ...panels.flatMap(({ targets = [] }) => targets.map(({ expr }) => expr)),
    ...groups.flatMap(({ rules }) => rules.map(({ expr }) => expr)),
  ];
  assert.ok(expressions.length > 40);
  for (const expression of expressions) {
    const names = [...expression.matchAll(/guichet_\w+/g)].map(([name]) => familyOf(name));
    for (const name of names) assert.ok(declared.has(name), `${name} in ${expression}`);
    const known = new Set([
      ...names.flatMap((name) => Object.keys(declared.get(name)?.labels ?? {})),
      ...prometheusLabels,
    ]);
    const matched = [...expression.matchAll(/(\w+)=~?"/g)].map(([, label = '']) => label);
    const grouped = [...expression.matchAll(/by \(([^)]*)\)/g)].flatMap(([, list = '']) => list.split(/, */));
    for (const label of [...matched, ...grouped]) assert.ok(known.has(label), `${label} in ${expression}`);
  }
});

test('each part says whether it is ready, and tells strangers nothing else', async () => {
  for (const offset of [0, 1, 4, 5, 6, 7]) {
    const answer = await fetch(`http://127.0.0.1:${system.portBase + offset}/readyz`);
    assert.deepEqual([answer.status, await answer.text()], [200, '{"state":"ready"}'], `port base + ${offset}`);
  }
  for (const offset of [8, 9]) {
    const answer = await fetch(`http://127.0.0.1:${system.portBase + offset}/readyz`);
    assert.equal(answer.status, 200, await answer.text());
  }
});

test('the log is one object of JSON a line, and holds no secret of a journey', async () => {
  const secrets = ['admin', 'gateway', 'sealing'].map((name) =>
    readFileSync(join(system.dataFolder, 'data', 'keys', `${name}.key`), 'utf8').trim(),
  );
  const { stdout } = await system.guichet(['first-call', 'sne-cotation', '--json']);
  const clientSecret = /CLIENT_SECRET='?([\w~.-]{20,})/.exec(stdout)?.[1];
  assert.ok(clientSecret, stdout);
  secrets.push(clientSecret);
  const base = `http://127.0.0.1:${system.portBase}`;
  const token = 'a-token-that-must-not-be-seen';
  for (const offset of [0, 1, 2, 3, 4]) {
    const url = `http://127.0.0.1:${system.portBase + offset}/mtes/sne-cotation/v1.0/x?secret=${token}`;
    await fetch(url, { headers: { authorization: `Bearer ${token}`, cookie: `guichet_session=${token}` } });
  }
  await fetch(`${base}/login`, {
    method: 'POST',
    body: new URLSearchParams({ email: 'a@b.example', password: token }),
  });
  const lines = logged.split('\n').filter((line) => line !== '');
  const lineSchema = z.looseObject({
    time: z.iso.datetime(),
    level: z.enum(['info', 'warn', 'error']),
    message: z.string(),
  });
  for (const line of lines) lineSchema.parse(JSON.parse(line));
  for (const secret of [...secrets, token]) assert.ok(!logged.includes(secret));
});
