import assert from 'node:assert/strict';
import test from 'node:test';
import { preferredLanguage } from '#base/language.ts';

const cases = [
  [null, 'en'],
  ['', 'en'],
  ['fr', 'fr'],
  ['fr-FR,fr;q=0.9,en;q=0.8', 'fr'],
  ['en-GB,en;q=0.9,fr;q=0.8', 'en'],
  ['de, fr;q=0.5, en;q=0.4', 'fr'],
  ['de, en;q=0.4, fr;q=0.5', 'fr'],
  ['de', 'en'],
  ['fr;q=0, en;q=0.1', 'en'],
  ['fr;q=nonsense', 'en'],
] as const;

for (const [field, language] of cases) {
  test(`Accept-Language ${JSON.stringify(field)} is answered in ${language}`, () => {
    assert.equal(preferredLanguage(field), language);
  });
}
