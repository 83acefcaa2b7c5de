import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { parseForm } from '#identity/form.ts';

/** Text that a parameter may hold: no control character, and nothing that UTF-8 cannot say. */
const text = fc.string({ unit: 'binary', maxLength: 40 }).filter((value) => !/[^\P{Cc}\t]|\ufffd|\p{Cs}/u.test(value));
const name = text.filter((value) => value !== '');

test('what a client encodes is what is read, for every set of parameters', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.tuple(name, text), { selector: ([key]) => key, maxLength: 32 }), (pairs) => {
      const form = parseForm(new URLSearchParams(pairs).toString());
      assert.deepEqual(form, new Map(pairs.filter(([, value]) => value !== '')));
    }),
  );
});

test('a repeated name is refused, wherever it stands and however it is written', () => {
  fc.assert(
    fc.property(fc.uniqueArray(name, { minLength: 1, maxLength: 20 }), fc.nat(), (names, pick) => {
      const repeated = names[pick % names.length] ?? '';
      const hex = Buffer.from(repeated).toString('hex').replaceAll(/../g, '%$&');
      const body = `${new URLSearchParams(names.map((one) => [one, 'x'])).toString()}&${hex}=y`;
      assert.deepEqual(parseForm(body), { error: 'invalid_request', description: 'A parameter is repeated.' });
    }),
  );
});

test('no body makes the parser throw, and what it accepts means the same to the standard parser', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(...'ab=&%+2f0 \0é;'), maxLength: 60 }), (body) => {
      const form = parseForm(body);
      if (!(form instanceof Map)) return;
      const standard = [...new URLSearchParams(body)].filter(([, value]) => value !== '');
      assert.deepEqual([...form], standard);
    }),
  );
});
