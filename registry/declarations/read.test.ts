import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test from 'node:test';
import { limits } from '#base/limits.ts';
import { check } from '#registry/declarations/check.ts';
import { flatten } from '#registry/declarations/flatten.ts';
import { readDeclarations } from '#registry/declarations/read.ts';
import { makeCertificates } from '#test/tls/authority.ts';

/** Reads `a.yaml` (or `names`) among `files`, and gives every fault as `path: message`. */
function faultsOf(files: Readonly<Record<string, string>>, names: readonly string[] = ['a.yaml']): string[] {
  const read = readDeclarations(names, (name) => files[name]);
  const flat = flatten(read.files);
  const between = read.faults.length > 0 ? [] : check({ declared: flat.things, current: [] });
  return [...read.faults, ...flat.faults, ...between].map(({ path, message }) => `${path}: ${message}`);
}

/** A provider whose lists are replaced by `parts`, from line 8 on. */
function provider(...parts: readonly string[]): string {
  return `organisations:
  - slug: acme
    name: Acme
providers:
  - slug: acme
    organisation: acme
    name: Acme
    contact: api@acme.example
${parts.map((part) => `    ${part}\n`).join('')}`;
}

const issuer = (slug: string, environment: string, more = ''): string =>
  `{slug: ${slug}, environment: ${environment}, url: "https://${slug}.acme.example", dialect: piste, tokens: {format: opaque}, grants: [client_credentials], scopes: [read]${more}}`;
const deployed = (environment: string, host: string, path: string, more = ''): string =>
  `${environment}: {host: ${host}, basePath: ${path}, upstream: "local:one"${more}}`;
const api = (slug: string, deployments: string, more = ''): string =>
  `{slug: ${slug}, version: "1", name: ${slug}, credential: client-id, deployments: {${deployments}}${more}}`;

test('malformed YAML is a fault with its line and column', () => {
  const [fault, ...others] = faultsOf({ 'a.yaml': 'organisations:\n  - slug: "acme\n' });
  assert.match(fault ?? '', /^a\.yaml:3:1: not YAML 1\.2: Missing closing "quote/);
  assert.deepEqual(others, []);
});

test('all faults of shape are reported at once, each with line, column, path, what was expected and what stood there', () => {
  const text = `organisations:
  - slug: Acme
    name: [Acme]
    colour: red
providers:
  - slug: acme
    organisation: acme
    name: {fr: Acme}
    contact: acme
    apis:
      - slug: one
        version: 1.0
        name: One
        status: live
`;
  assert.deepEqual(faultsOf({ 'a.yaml': text }), [
    'a.yaml:2:5 organisations[0].slug: expected a slug: small letters, digits and single hyphens, found "Acme"',
    'a.yaml:3:5 organisations[0].name: expected a text, found a list of 1',
    'a.yaml:4:5 organisations[0].colour: there is no such field',
    'a.yaml:8:5 providers[0].name.en: is missing: expected a text',
    'a.yaml:9:5 providers[0].contact: expected an e-mail address, found "acme"',
    'a.yaml:12:9 providers[0].apis[0].version: expected a text, found the number 1.0 (write it in quotes: "1.0")',
    'a.yaml:14:9 providers[0].apis[0].status: expected one of draft, published, deprecated, retired, found "live"',
  ]);
});

test('the value of an unknown field is not repeated: it may be a secret', () => {
  const faults = faultsOf({ 'a.yaml': 'accounts: [{email: a@b.example, name: A, password: hunter2}]' });
  assert.deepEqual(faults, ['a.yaml:1:42 accounts[0].password: there is no such field']);
});

test('a key written twice, an alias and an unknown tag are faults', () => {
  assert.deepEqual(faultsOf({ 'a.yaml': 'accounts: []\nproviders: []\naccounts: []\n' }), [
    'a.yaml:3:1: "accounts" is written twice; first at a.yaml:1:1',
  ]);
  assert.deepEqual(faultsOf({ 'a.yaml': 'accounts: &x []\nproviders: *x\n' }), [
    'a.yaml:2:12: anchors and aliases are not allowed: write the value out',
  ]);
  assert.match(faultsOf({ 'a.yaml': 'accounts: !!js/function x' })[0] ?? '', /^a\.yaml:1:11: not YAML 1\.2: /);
  assert.match(faultsOf({ 'a.yaml': 'accounts: []\n---\naccounts: []' })[0] ?? '', /^a\.yaml:\d+:\d+: not YAML 1\.2: /);
});

test('what is too large or too deep is refused, whatever it holds', () => {
  assert.deepEqual(faultsOf({ 'a.yaml': `# ${'x'.repeat(limits.declarationBytes)}` }), [
    `a.yaml:1:1: is larger than ${limits.declarationBytes} bytes`,
  ]);
  const deep = faultsOf({ 'a.yaml': `settings: ${'['.repeat(200)}${']'.repeat(200)}` });
  assert.deepEqual(deep, ['a.yaml:1:110: nests deeper than 100 levels']);
  assert.match(faultsOf({ 'a.yaml': '['.repeat(100_000) })[0] ?? '', /^a\.yaml:/);
});

test('included files are read relative to the one that names them, each once', () => {
  const files = {
    'a.yaml': 'include: [parts/b.yaml, parts/c.yaml]',
    'parts/b.yaml': 'include: [c.yaml]',
    'parts/c.yaml': 'organisations: [{slug: acme, name: Acme}]',
  };
  assert.deepEqual(faultsOf(files), []);
  const { files: read } = readDeclarations(['a.yaml'], (name) =>
    name in files ? Reflect.get(files, name) : undefined,
  );
  assert.deepEqual(
    read.map(({ name }) => name),
    ['a.yaml', 'parts/b.yaml', 'parts/c.yaml'],
  );
});

test('files that include each other and files that are not there are faults where they are named', () => {
  assert.deepEqual(faultsOf({ 'a.yaml': 'include: [b.yaml]', 'b.yaml': 'include:\n  - a.yaml\n  - none.yaml' }), [
    'b.yaml:2:5 include[0]: files include each other: a.yaml → b.yaml → a.yaml',
    'b.yaml:3:5 include[1]: there is no file none.yaml',
  ]);
});

test('the same name twice is a fault that names both places', () => {
  const text = 'organisations:\n  - {slug: acme, name: A}\n  - {slug: acme, name: B}\n';
  assert.deepEqual(faultsOf({ 'a.yaml': text }), [
    'a.yaml:3:5 organisations[1]: organisation acme is declared twice; first at a.yaml:2:5 organisations[0]',
  ]);
  const profiles = (name: string): string =>
    provider(
      'apis:',
      `  - {slug: one, version: "1", name: One, credential: client-id, profiles: [{code: A, name: A}]}`,
      `  - {slug: one, version: "2", name: One, credential: client-id, profiles: [{code: A, name: ${name}}]}`,
    );
  assert.deepEqual(faultsOf({ 'a.yaml': profiles('A') }), []);
  assert.match(
    faultsOf({ 'a.yaml': profiles('B') })[0] ?? '',
    /^a\.yaml:11:\d+ .*profile acme\/one\/A is declared twice/,
  );
});

test('references to nothing are faults', () => {
  const text = provider(
    'apis:',
    `  - ${api('one', '', ', terms: cgu')}`,
    'products:',
    '  - {slug: p, name: P, apis: [one@2], plans: [{slug: d, name: D, burst: 3}]}',
    'rights:',
    '  - {account: nobody@acme.example, type: dossier, id: "1"}',
  ).replace('organisation: acme', 'organisation: none');
  assert.deepEqual(
    faultsOf({ 'a.yaml': text }).map((fault) => fault.replace(/^a\.yaml:(\d+):\d+ /, '$1 ')),
    [
      '6 providers[0].organisation: there is no organisation none',
      '14 providers[0].rights[0].account: there is no account nobody@acme.example',
      '10 providers[0].apis[0].terms: provider acme declares no terms cgu',
      '12 providers[0].products[0].apis: provider acme declares no API one@2',
      '12 providers[0].products[0].plans[0].burst: burst needs a rate',
    ],
  );
});

test('an API with tokens needs an issuer of its provider and environment that knows its scopes', () => {
  const declare = (deployment: string): string[] =>
    faultsOf({
      'a.yaml': provider(
        'issuers:',
        `  - ${issuer('test', 'sandbox')}`,
        'apis:',
        `  - {slug: one, version: "1", name: One, scopes: [read, write], deployments: {${deployment}}}`,
      ),
    }).map((fault) => fault.replace(/^a\.yaml:12:\d+ providers\[0\]\.apis\[0\]\.deployments\./, ''));
  assert.deepEqual(declare(deployed('sandbox', 'a.example', '/a')), [
    'sandbox: issuer is missing: the API takes tokens',
  ]);
  assert.deepEqual(declare(deployed('sandbox', 'a.example', '/a', ', issuer: none')), [
    'sandbox.issuer: provider acme declares no issuer none',
  ]);
  assert.deepEqual(declare(deployed('production', 'a.example', '/a', ', issuer: test')), [
    'production.issuer: issuer test is of sandbox, not of production',
    'production.issuer: issuer test does not know the scope write that the API requires',
  ]);
});

test('an API without tokens must not name an issuer, nor an issuer a default scope that it does not know', () => {
  const text = provider(
    'issuers:',
    `  - ${issuer('test', 'sandbox', ', defaultScope: read all')}`,
    'apis:',
    `  - ${api('one', deployed('sandbox', 'a.example', '/a', ', issuer: test'), ', validation: {needed: true}')}`,
  );
  assert.deepEqual(
    faultsOf({ 'a.yaml': text }).map((fault) => fault.replace(/^a\.yaml:(\d+):\d+ /, '$1 ')),
    [
      '10 providers[0].issuers[0].defaultScope: "all" is not among the issuer\'s scopes',
      '12 providers[0].apis[0].validation: approver is missing: validation is needed, so somebody must approve',
      '12 providers[0].apis[0].deployments.sandbox.issuer: the API takes no tokens (credential client-id): leave issuer out',
    ],
  );
});

test('two deployments at one address, or one beneath the other, are faults', () => {
  const declare = (first: string, second: string): string[] =>
    faultsOf({ 'a.yaml': provider('apis:', `  - ${api('one', first)}`, `  - ${api('two', second)}`) });
  const one = deployed('sandbox', 'a.example', '/x');
  assert.deepEqual(declare(one, deployed('sandbox', 'a.example', '/xy')), []);
  assert.deepEqual(declare(one, deployed('production', 'b.example', '/x')), []);
  for (const [second, relation] of [
    [deployed('sandbox', 'a.example', '/x'), 'is already the address'],
    [deployed('sandbox', 'b.example', '/x'), 'is already the address'],
    [deployed('production', 'a.example', '/x/y'), 'lies beneath the address'],
  ] as const) {
    const faults = declare(one, second);
    assert.equal(faults.length, 1);
    assert.match(
      faults[0] ?? '',
      new RegExp(`^a\\.yaml:11:\\d+ providers\\[0\\]\\.apis\\[1\\].*basePath: .*${relation}`),
    );
  }
  assert.match(declare(deployed('sandbox', 'a.example', 'x'), one)[0] ?? '', /expected a path that starts with "\/"/);
});

test('an upstream is one address or several of the same path, each once', () => {
  const declare = (upstream: string): string =>
    faultsOf({
      'a.yaml': provider(
        'apis:',
        `  - ${api('one', `sandbox: {host: a.example, basePath: /x, upstream: ${upstream}}`, ', webSocket: true')}`,
      ),
    }).join('\n');
  for (const fine of [
    '"local:one"',
    '"https://one.example/v1"',
    '["http://one.example"]',
    '["http://one.example:81/v1", "https://two.example/v1"]',
  ]) {
    assert.equal(declare(fine), '', fine);
  }
  const nine = Array.from({ length: 9 }, (_, index) => `"http://${index}.example"`).join(', ');
  for (const [wrong, message] of [
    ['"ftp://one.example"', /upstream: expected an http or https address, a list of up to 8 of them, or local:/],
    ['"http://one.example http://two.example"', /upstream: expected an http or https address/],
    ['"http://one.example:99999"', /upstream: expected an http or https address/],
    ['["local:one", "local:two"]', /upstream\[0\]: expected an http or https address, found "local:one"/],
    ['[]', /upstream: expected at least 1 entries/],
    [`[${nine}]`, /a list of up to 8 of them.*found a list of 9/],
    ['["http://one.example", "http://one.example:80"]', /upstream: names an address twice/],
    ['["http://one.example/v1", "http://two.example/v2"]', /upstream: expected addresses with the same path/],
  ] as const) {
    assert.match(declare(wrong), message, wrong);
  }
});

test('authorities of an upstream are certificates in PEM, in the declaration or in a file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'guichet-authority-'));
  const made = makeCertificates(folder, ['one.example']);
  const certificate = readFileSync(made.authorityFile, 'utf8');
  const key = readFileSync(made.keyFile, 'utf8');
  rmSync(folder, { recursive: true });
  const read = (upstream: string, authority: string, file: string) => {
    const deployment = `{host: a.example, basePath: /x, upstream: "${upstream}", upstreamAuthority: ${authority}}`;
    const files: Record<string, string> = {
      'a.yaml': provider('apis:', `  - ${api('one', `sandbox: ${deployment}`)}`),
      'ca.pem': file,
    };
    return { faults: faultsOf(files).join('\n'), files };
  };
  for (const [authority, file] of [
    ['ca.pem', `# our own\n${certificate}`],
    [JSON.stringify(certificate), ''],
  ] as const) {
    const { faults, files } = read('https://one.example', authority, file);
    assert.equal(faults, '');
    const [declared] = flatten(readDeclarations(['a.yaml'], (name) => files[name]).files).things.flatMap((thing) =>
      thing.type === 'api' ? [thing.values.sandbox?.upstreamAuthority] : [],
    );
    assert.equal(declared, certificate);
  }
  for (const [authority, file, message] of [
    ['other.pem', '', /upstreamAuthority: there is no file other\.pem/],
    ['ca.pem', 'nothing', /^ca\.pem:1:1.*expected certificates in PEM/],
    ['ca.pem', `${certificate}${key}`, /holds a private key/],
    ['ca.pem', certificate.replace(/\n[^-]{20}/, '\n'), /holds a certificate that cannot be read/],
    ['ca.pem', certificate.repeat(11), /expected 10 certificates at most/],
  ] as const) {
    assert.match(read('https://one.example', authority, file).faults, message);
  }
  assert.match(read('http://one.example', 'ca.pem', certificate).faults, /only an https upstream shows a certificate/);
});

test('contracts and texts come from files beside the declaration', () => {
  const text = provider(
    'terms: [{slug: cgu, title: CGU, versions: [{version: "1", effective: 2026-01-01, file: {fr: fr.md, en: en.md}}]}]',
    'apis: [{slug: one, version: "1", name: One, credential: client-id, contract: one.json}]',
  );
  const files = { 'a.yaml': text, 'fr.md': 'Bonjour.\n', 'en.md': 'Hello.\n' };
  const contract = '{"openapi": "3.1.0", "info": {"title": "One", "version": "1"}, "paths": {}}';
  assert.deepEqual(faultsOf({ ...files, 'one.json': contract }), []);
  assert.deepEqual(
    faultsOf({ 'a.yaml': text, 'fr.md': '', 'one.json': '{"swagger": "2.0"}' }).map((fault) => fault.split(': ', 2)[1]),
    ['fr.md is empty', 'there is no file en.md', 'expected an OpenAPI 3 document'],
  );
});
