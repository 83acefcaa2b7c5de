import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseMailAddress } from '#notifications/address.ts';

test('an ordinary address passes as it is, a domain in another script becomes ASCII', () => {
  assert.equal(parseMailAddress('Jeanne.Dupont+api@example.org'), 'Jeanne.Dupont+api@example.org');
  assert.equal(parseMailAddress('jeanne@réseau.example'), 'jeanne@xn--rseau-bsa.example');
});

const refused = [
  '',
  'jeanne',
  '@example.org',
  'jeanne@',
  'jeanne@example..org',
  'jeanne@-example.org',
  'jeanne@127.0.0.1',
  'jeanne@[127.0.0.1]',
  'jérôme@example.org',
  '"a b"@example.org',
  'Jeanne <jeanne@example.org>',
  'a@example.org, b@example.org',
  'a@example.org\r\nBcc: b@example.org',
  'a@example.org\0',
  'a@exam\nple.org',
  'a@example.org/x',
  'a@example%2eorg',
  'a@b@example.org',
  `${'a'.repeat(65)}@example.org`,
  `a@${'b.'.repeat(130)}org`,
];

for (const address of refused) {
  test(`mail to ${JSON.stringify(address).slice(0, 60)} is refused`, () => {
    assert.throws(() => parseMailAddress(address), { code: 'mail.recipient_refused', status: 422 });
  });
}

test('what passes is one address in ASCII, without blanks and signs that mean something in a header', () => {
  const text = fc.oneof(fc.string({ unit: 'binary' }), fc.emailAddress());
  fc.assert(
    fc.property(text, fc.string({ maxLength: 3 }), (address, added) => {
      try {
        assert.match(parseMailAddress(address + added), /^[^\s@<>,;:"()[\]\\\x80-\uffff]+@[a-z0-9.-]+$/i);
      } catch (cause) {
        if (!(cause instanceof Error) || !cause.message.startsWith('mail.recipient_refused')) throw cause;
      }
    }),
  );
});
