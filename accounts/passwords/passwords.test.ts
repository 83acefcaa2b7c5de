import assert from 'node:assert/strict';
import test from 'node:test';
import { isCommonPassword } from '#accounts/passwords/guessable.ts';
import { demandGoodPassword, passwordFaults } from '#accounts/passwords/demand.ts';

test('a common word is found under digits, signs, accents and substitutes', () => {
  const common = [
    'Password123!',
    'P@ssw0rd-2026',
    '2026-Azertyuiop!',
    'M0tdepasse-12',
    'Été-Printemps1!'.slice(4),
    '$unshine-2024',
    'Février-2026!',
    'Aa1!Aa1!Aa1!',
    'Aaaaaaaaaa1!',
  ];
  for (const password of common) assert.equal(isCommonPassword(password), true, password);
});

test('what is no common word alone passes', () => {
  for (const password of ['Correct-horse-1', 'tR7#kq9-Zw2!x', 'Quatre bureaux verts, 12']) {
    assert.equal(isCommonPassword(password), false, password);
  }
});

test('a password does not hold the name or the address of its owner', () => {
  const owner = { name: 'Zoé Lefèvre', email: 'z.marchand@example.org' };
  assert.equal(passwordFaults('xx-LEFÈVRE-77-yy', owner).length, 1);
  assert.equal(passwordFaults('xx-Marchand-77-y', owner).length, 1);
  assert.equal(passwordFaults('Correct-zoé-horse-1', owner).length, 0, 'three letters come by accident');
  assert.throws(
    () => demandGoodPassword('xx-Marchand-77-y', owner),
    (error: unknown) => {
      assert.ok(error instanceof Error);
      assert.equal(error.message.includes('Marchand'), false);
      return true;
    },
  );
});
