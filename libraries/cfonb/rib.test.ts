import assert from 'node:assert/strict';
import test from 'node:test';
import * as fc from 'fast-check';
import { parseIban } from '#cfonb/iban.ts';
import { ibanOf, ribKeyOf } from '#cfonb/rib.ts';

/** Checked with python3-stdnum. */
const known = [
  ['20041', '01005', '0500013M026', 'FR1420041010050500013M02606'],
  ['30006', '00001', '12345678901', 'FR7630006000011234567890189'],
  ['15589', '00000', '98765432100', 'FR7615589000009876543210088'],
  ['18706', '00000', '00123456789', 'FR7618706000000012345678954'],
  ['10278', '02204', '00012345603', 'FR7610278022040001234560307'],
  ['30002', '00447', '0000888899H', 'FR7730002004470000888899H78'],
  ['30066', '10771', '00020030401', 'FR7630066107710002003040111'],
] as const;

test('keys and IBANs of known accounts', () => {
  for (const [bank, branch, account, iban] of known) {
    assert.equal(ibanOf({ bank, branch, account }), iban);
    assert.equal(ribKeyOf({ bank, branch, account }), iban.slice(-2));
    assert.deepEqual(parseIban(iban), { ok: true, value: { iban, country: 'FR' } });
  }
});

test('what has not the French form has no key', () => {
  const number = { bank: '20041', branch: '01005', account: '0500013M026' };
  for (const changes of [{ bank: '2004' }, { branch: 'A1005' }, { account: '0500013m026' }, { account: '123' }]) {
    assert.equal(ribKeyOf({ ...number, ...changes }), null);
    assert.equal(ibanOf({ ...number, ...changes }), null);
  }
});

test('an IBAN made of any account is valid, and no longer is when one character changes', () => {
  const text = (signs: string, length: number): fc.Arbitrary<string> =>
    fc.string({ unit: fc.constantFrom(...signs), minLength: length, maxLength: length });
  const digits = '0123456789';
  const number = fc.record({
    ...{ bank: text(digits, 5), branch: text(digits, 5) },
    account: text(`${digits}ABCDEFGHIJKLMNOPQRSTUVWXYZ`, 11),
  });
  fc.assert(
    fc.property(number, fc.integer({ min: 2, max: 26 }), fc.constantFrom(...digits), (number, at, digit) => {
      const iban = ibanOf(number) ?? '';
      assert.equal(parseIban(iban).ok, true);
      const changed = iban.slice(0, at) + digit + iban.slice(at + 1);
      // MOD 97-10 sees a letter as two digits: that one became a digit it need not notice.
      if (/\d/.test(iban[at] ?? '')) assert.equal(parseIban(changed).ok, changed === iban);
    }),
  );
});

test('what is wrong with an IBAN is told', () => {
  const cases = {
    '': 'form',
    FR: 'form',
    'FR76-3000': 'form',
    XX7630006000011234567890189: 'country_unknown',
    FR763000600001123456789018: 'length',
    FR1420041010050500013M02605: 'check_digits',
    DE89370400440532013001: 'check_digits',
    // Right by MOD 97-10, with the key of another account.
    FR4930006000011234567890190: 'rib_key',
  };
  for (const [text, fault] of Object.entries(cases)) assert.deepEqual(parseIban(text), { ok: false, fault }, text);
  assert.deepEqual(parseIban('de89 3704 0044 0532 0130 00'), {
    ok: true,
    value: { iban: 'DE89370400440532013000', country: 'DE' },
  });
});
