import assert from 'node:assert/strict';
import test from 'node:test';
import { browserName } from '#portal/pages/account/browser-name.ts';

test('a browser is named as its user knows it, whatever else it claims to be', () => {
  const mozilla = 'Mozilla/5.0';
  const known = [
    [`${mozilla} (Windows NT 10.0; rv:140.0) Gecko/20100101 Firefox/140.0`, 'Firefox, Windows'],
    [
      `${mozilla} (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36`,
      'Chrome, Linux',
    ],
    [`${mozilla} (Windows NT 10.0) AppleWebKit/537.36 Chrome/140.0 Safari/537.36 Edg/140.0`, 'Edge, Windows'],
    [`${mozilla} (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile Safari/604.1`, 'Safari, iPhone'],
    [`${mozilla} (Linux; Android 15) AppleWebKit/537.36 Chrome/140.0 Mobile Safari/537.36`, 'Chrome, Android'],
    ['curl/8.0', 'curl/8.0'],
    ['', null],
  ] as const;
  for (const [userAgent, name] of known) assert.equal(browserName(userAgent), name);
});
