/** Random statements for property tests: everything that a file can say, and nothing that it cannot. */
import * as fc from 'fast-check';
import type { WriteEncoding } from '#cfonb/encoding.ts';
import type { Complement, StatementContent } from '#cfonb/statements/model.ts';

const letters: Readonly<Record<WriteEncoding, string>> = {
  ascii: ' ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.,;:/()-+\'"#{}|~@[]\\`',
  latin1: ' ABCDEFabcdef0123456789éèàçùôÉÈÀÇ£§°µ{}',
  utf8: ' ABCDEFabcdef0123456789éèàçùôÉ€œ’漢',
  'iso646-fr': ' ABCDEFabcdef0123456789éèàçù£§°µ¨',
};

/** A text without blanks at its end. */
export function textUpTo(length: number, encoding: WriteEncoding): fc.Arbitrary<string> {
  return fc.string({ unit: fc.constantFrom(...letters[encoding]), maxLength: length }).map((text) => text.trimEnd());
}

/** Every field, always, of ordinary objects. */
function whole<Value>(fields: { [Key in keyof Value]: fc.Arbitrary<Value[Key]> }): fc.Arbitrary<Value> {
  return fc.record(fields, { noNullPrototype: true }) as fc.Arbitrary<Value>; // fast-check's type makes the fields of a mapped type optional.
}

const digits = (length: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: length, maxLength: length });
const date = fc.option(
  fc
    .integer({ min: Date.UTC(1961, 0, 1) / 86_400_000, max: Date.UTC(2060, 11, 31) / 86_400_000 })
    .map((day) => new Date(day * 86_400_000).toISOString().slice(0, 10)),
);
const amountMinor = fc.oneof(
  fc.integer({ min: -1_000_000, max: 1_000_000 }),
  fc.integer({ min: -99_999_999_999_999, max: 99_999_999_999_999 }),
);
const unsigned = fc.integer({ min: 0, max: 99_999_999_999_999 });
const currency = fc.string({ unit: fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ'), minLength: 3, maxLength: 3 });
const money = { currency, decimals: fc.integer({ min: 0, max: 9 }), amountMinor: unsigned };
const flag = fc.constantFrom(true, false, null);

function complement(encoding: WriteEncoding): fc.Arbitrary<Complement> {
  const text = (length: number): fc.Arbitrary<string> => textUpTo(length, encoding);
  const long = fc.constantFrom('LIB', 'LCC', 'LC2', 'NPY', 'NBE', 'NPO', 'NBU');
  const identified = fc.constantFrom('IPY', 'IBE', 'IPO', 'IBU');
  const rates = { rate: fc.integer({ min: 0, max: 99_999_999_999 }), ...money };
  const old = { layout: fc.constant('2004' as const), rateDecimals: fc.integer({ min: 0, max: 9 }) };
  const recent = { layout: fc.constant('2010' as const), rateDecimals: fc.integer({ min: 0, max: 99 }) };
  const none = { layout: fc.constant('2004' as const), rateDecimals: fc.constant(0), rate: fc.constant(null) };
  return fc.oneof(
    whole({ qualifier: long, text: text(70) }),
    whole({ qualifier: fc.constant('LCS' as const), text: text(35) }),
    whole({ qualifier: identified, identifier: text(35), identifierType: text(35) }),
    whole({ qualifier: fc.constant('RCN' as const), reference: text(35), purpose: text(35) }),
    whole({ qualifier: fc.constant('REF' as const), batchReference: text(35), transactionReference: text(35) }),
    whole({ qualifier: fc.constantFrom('CBE', 'CPY'), account: text(35) }),
    whole({ qualifier: fc.constant('RUM' as const), mandate: text(35), sequence: text(4) }),
    whole({ qualifier: fc.constant('MMO' as const), ...rates, ...old }),
    whole({ qualifier: fc.constant('MMO' as const), ...rates, ...recent }),
    whole({ qualifier: fc.constant('MMO' as const), ...money, ...none }),
    whole({ qualifier: fc.constant('FEE' as const), ...money }),
    whole({ qualifier: fc.constant('raw' as const), code: fc.constantFrom('CPT', 'X1', ''), text: text(70) }),
  );
}

/** Statements that `encoding` can write. Their balances need not add up. */
export function statementContent(encoding: WriteEncoding): fc.Arbitrary<StatementContent> {
  const text = (length: number): fc.Arbitrary<string> => textUpTo(length, encoding);
  const note = text(50).filter((found) => found === '' || !/^[0 ]*$/.test(found));
  const balance = whole({ date, amountMinor, note, reference: text(16) });
  const operation = whole({
    ...{ internalCode: text(4), interbankCode: text(2), bookingDate: date, valueDate: date, rejectReason: text(2) },
    ...{ label: text(31), entryNumber: text(7).filter((found) => found === '' || !/^(0{7}| *)$/.test(found)) },
    ...{ commissionExempt: flag, unavailable: flag, amountMinor, reference: text(16) },
    complements: fc.array(complement(encoding), { maxLength: 4 }),
  });
  return whole({
    ...{ bank: digits(5), branch: digits(5), account: text(11).filter((found) => found.trim() !== ''), currency },
    ...{ decimals: fc.integer({ min: 0, max: 9 }), oldBalance: balance, newBalance: balance },
    operations: fc.array(operation, { maxLength: 5 }),
  });
}
