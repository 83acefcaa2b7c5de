import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { Problem } from '#base/problem.ts';
import { judgeAddress, type Bounds } from '#portal/console/bounds.ts';

const base = 'https://sandbox-api.example.org/mtes/sne/v1';
const bounds: Bounds = {
  base,
  basePath: '/mtes/sne/v1',
  contract: {
    paths: {
      '/healthcheck': { get: {} },
      '/dossiers/{id}': { get: {}, delete: {} },
      '/dossiers/{id}/pieces/{name}.{type}': { put: {} },
      '/dossiers/{a}{b}{c}{d}{e}': { post: {} },
    },
  },
};

function outcome(method: string, address: string, within: Bounds = bounds): string {
  try {
    return judgeAddress(within, method, address);
  } catch (cause) {
    if (cause instanceof Problem) return cause.code;
    throw cause;
  }
}

test('an operation of the contract is called at its own address', () => {
  assert.equal(outcome('GET', `${base}/healthcheck`), '/mtes/sne/v1/healthcheck');
  assert.equal(outcome('HEAD', `${base}/healthcheck`), '/mtes/sne/v1/healthcheck');
  assert.equal(
    outcome('DELETE', `${base}/dossiers/a%20b?x=%2F..%2F&y=//`),
    '/mtes/sne/v1/dossiers/a%20b?x=%2F..%2F&y=//',
  );
  assert.equal(outcome('PUT', `${base}/dossiers/1/pieces/a.b.pdf`), '/mtes/sne/v1/dossiers/1/pieces/a.b.pdf');
});

test('an API without contract is called anywhere below its address, and at the address itself', () => {
  const open = { ...bounds, contract: null };
  assert.equal(outcome('GET', base, open), '/mtes/sne/v1');
  assert.equal(outcome('GET', `${base}?a=1`, open), '/mtes/sne/v1?a=1');
  assert.equal(outcome('POST', `${base}/x/y`, open), '/mtes/sne/v1/x/y');
  assert.equal(outcome('GET', 'http://a', { base: 'http://a', basePath: '/', contract: null }), '/');
});

const outside = [
  'https://evil.example/',
  'https://sandbox-api.example.org.evil.example/mtes/sne/v1/healthcheck',
  'https://sandbox-api.example.org@evil.example/mtes/sne/v1/healthcheck',
  'https://evil.example@sandbox-api.example.org/mtes/sne/v1/healthcheck',
  'https://sandbox-api.example.org:444/mtes/sne/v1/healthcheck',
  'http://sandbox-api.example.org/mtes/sne/v1/healthcheck',
  'HTTPS://sandbox-api.example.org/mtes/sne/v1/healthcheck',
  '//sandbox-api.example.org/mtes/sne/v1/healthcheck',
  '/mtes/sne/v1/healthcheck',
  `${base}@evil.example/`,
  `${base}.evil.example/`,
  `${base}0/healthcheck`,
  'https://sandbox-api.example.org/mtes/sne/',
  'https://sandbox-api.example.org/mtes/other/v1/healthcheck',
  'file:///etc/passwd',
  'gopher://127.0.0.1:25/',
  'http://127.0.0.1:8004/admin/v1/accounts',
  'http://[::1]:8004/',
  'http://169.254.169.254/latest/meta-data/',
  'javascript:alert(1)',
];

const unclear = [
  '',
  `${base}/../../admin`,
  `${base}/./healthcheck`,
  `${base}/..`,
  `${base}/%2e%2e/healthcheck`,
  `${base}/%2E./healthcheck`,
  `${base}/dossiers/..%2fhealthcheck`,
  `${base}/dossiers/a%2fb`,
  `${base}/dossiers/a%5Cb`,
  `${base}\\..\\healthcheck`,
  `${base}//healthcheck`,
  `${base}/healthcheck;a=b`,
  `${base}/dossiers/%00`,
  `${base}/dossiers/%0d%0aHost:%20evil`,
  `${base}/dossiers/1\r\nHost: evil.example`,
  `${base}/dossiers/1 HTTP/1.1`,
  `${base}/dossiers/%zz`,
  `${base}/dossiers/%7F`,
  `${base}/healthcheck#`,
  `${base}/dossiers/é`,
  `${base}/dossiers/${'a'.repeat(9_000)}`,
];

const unknown = [
  ['GET', `${base}`],
  ['GET', `${base}/`],
  ['POST', `${base}/healthcheck`],
  ['get', `${base}/healthcheck`],
  ['GET', `${base}/healthcheck/`],
  ['GET', `${base}/Healthcheck`],
  ['GET', `${base}/dossiers/`],
  ['GET', `${base}/dossiers/1/2`],
  ['PUT', `${base}/dossiers/1/pieces/.pdf`],
  ['PUT', `${base}/dossiers/1/pieces/pdf.`],
  ['CONNECT', `${base}/healthcheck`],
  ['TRACE', `${base}/healthcheck`],
  ['GET /x HTTP/1.1\r\nA: b\r\n\r\nGET', `${base}/healthcheck`],
  ['__proto__', `${base}/healthcheck`],
  ['constructor', `${base}/healthcheck`],
] as const;

test('no other address is reached', () => {
  for (const address of outside) assert.equal(outcome('GET', address), 'relay.address_outside', address);
});

test('an address that can be read in two ways is refused, not mended', () => {
  for (const address of unclear) assert.equal(outcome('GET', address), 'relay.address_unclear', address);
  assert.equal(outcome('GET', `${base}/../x`, { ...bounds, contract: null }), 'relay.address_unclear');
});

test('what the contract does not declare is not called', () => {
  for (const [method, address] of unknown)
    assert.equal(outcome(method, address), 'relay.operation_unknown', `${method} ${address}`);
});

test('whatever is asked for, a target stands below the base path and is read by everybody alike', () => {
  const piece = fc.constantFrom(
    '/',
    '..',
    '.',
    '%2e',
    '%2f',
    '\\',
    '?',
    '#',
    '@',
    ':',
    'a',
    'dossiers',
    ';',
    '%',
    ' ',
    '\n',
    'é',
    '//',
  );
  const open = { ...bounds, contract: null };
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 12 }), (pieces) => {
      const target = outcome('GET', base + pieces.join(''), open);
      if (target.startsWith('relay.')) return;
      // A reader who normalises comes to the same path: nothing was left for it to do.
      const { pathname } = new URL(target, 'http://gateway.invalid');
      assert.equal(pathname, target.split('?')[0]);
      assert.ok(pathname.startsWith('/mtes/sne/v1'));
    }),
    { numRuns: 2_000 },
  );
});
