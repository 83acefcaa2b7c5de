import assert from 'node:assert/strict';
import test from 'node:test';
import { sentFields, shownFields, shownType } from '#portal/console/fields.ts';

test('fields of the test go to the API, those of the browser, the connection and the credentials do not', () => {
  const dropped = [
    ...['Cookie', 'Host', 'Connection', 'Transfer-Encoding', 'Content-Length', 'Authorization', 'X-Api-Key', 'Origin'],
    ...[
      'X-IBM-Client-Id',
      'X-IBM-Client-Secret',
      'Sec-Fetch-Site',
      'X-Forwarded-For',
      'Forwarded',
      'X-CSRF-Token',
      'TE',
    ],
    ...[
      'X-Relay-Method',
      'X-Guichet-Identity',
      'Upgrade',
      'Expect',
      'Referer',
      'Proxy-Authorization',
      'X-Scalar-Cookie',
    ],
  ];
  const given = [
    ...dropped.map((name) => [name, 'x'] as const),
    ['Accept-Language', 'fr'],
    ['Content-Type', 'text/csv'],
  ] as const;
  assert.deepEqual(sentFields(given), [
    ['accept-language', 'fr'],
    ['content-type', 'text/csv'],
  ]);
});

test('a field that would break out of its line is dropped', () => {
  assert.deepEqual(
    sentFields([
      ['x-a', 'b\r\nhost: evil'],
      ['x b', 'c'],
      ['x-c\r\n', 'd'],
      ['x-d', 'é'],
      ['', 'e'],
    ]),
    [],
  );
});

test('an answer sets no cookie and no policy in the browser; what would do something is shown under another name', () => {
  assert.deepEqual(
    shownFields([
      ['Set-Cookie', 'guichet_session=evil'],
      ['Content-Security-Policy', 'default-src *'],
      ['Clear-Site-Data', '"*"'],
      ['Access-Control-Allow-Origin', '*'],
      ['Refresh', '0;url=//evil'],
      ['Content-Encoding', 'br'],
      ['X-Frame-Options', 'ALLOW'],
      ['Location', 'https://evil.example/'],
      ['WWW-Authenticate', 'Basic'],
      ['Content-Type', 'application/json'],
      ['X-Guichet-Reason', 'token.unknown'],
      ['X-RateLimit-Limit', 'name=default,100;'],
    ]),
    [
      ['x-relayed-location', 'https://evil.example/'],
      ['x-relayed-www-authenticate', 'Basic'],
      ['content-type', 'application/json'],
      ['x-guichet-reason', 'token.unknown'],
      ['x-ratelimit-limit', 'name=default,100;'],
    ],
  );
});

test('what a browser would run is given as text', () => {
  for (const type of [
    'text/html',
    'image/svg+xml',
    'application/xhtml+xml',
    'text/xml',
    'application/pdf',
    'text/javascript',
    '',
  ])
    assert.equal(shownType(type), 'text/plain; charset=utf-8', type);
  for (const type of ['application/json', 'application/problem+json; charset=utf-8', 'text/csv', 'image/png'])
    assert.equal(shownType(type), type);
});
