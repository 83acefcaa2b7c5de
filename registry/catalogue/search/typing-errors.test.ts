import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { isFormOf, mayMean, typingErrors } from '#registry/catalogue/search/typing-errors.ts';

const word = fc.string({ unit: fc.constantFrom('a', 'b', 'c', 'd'), maxLength: 12 });

test('typing errors are a distance: none to itself, the same both ways, at most the longer word', () => {
  fc.assert(
    fc.property(word, word, (a, b) => {
      const errors = typingErrors(a, b);
      assert.equal(typingErrors(a, a), 0);
      assert.equal(errors, typingErrors(b, a));
      assert.ok(errors <= Math.max(a.length, b.length));
      assert.ok(errors >= Math.abs(a.length - b.length));
      assert.equal(errors === 0, a === b);
    }),
  );
});

test('one letter more, less, other or swapped is one error', () => {
  fc.assert(
    fc.property(word, fc.nat(), fc.constantFrom('x', 'y'), (text, place, letter) => {
      const at = place % (text.length + 1);
      const more = text.slice(0, at) + letter + text.slice(at);
      assert.equal(typingErrors(text, more), 1);
    }),
  );
  assert.equal(typingErrors('soceite', 'societe'), 1);
});

test('a word may be meant when the errors are few for its length', () => {
  const cases: [string, string, boolean][] = [
    ['cottation', 'cotation', true],
    ['cotatoin', 'cotation', true],
    ['statisitque', 'statistique', true],
    ['bank', 'banc', true],
    ['api', 'app', false],
    ['tva', 'eva', false],
    ['compte', 'contrat', false],
  ];
  for (const [typed, meant, expected] of cases) assert.equal(mayMean(typed, meant), expected, `${typed} → ${meant}`);
});

test('forms of a word share all but their ending', () => {
  assert.ok(isFormOf('logements', 'logement'));
  assert.ok(isFormOf('statistique', 'statistiques'));
  assert.ok(isFormOf('banking', 'bank'));
  assert.ok(!isFormOf('cotation', 'rotation'));
  assert.ok(isFormOf('regional', 'regionaux'));
  assert.ok(!isFormOf('societe', 'social'));
  assert.ok(!isFormOf('api', 'apis'));
});
