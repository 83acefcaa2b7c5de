import assert from 'node:assert/strict';
import test from 'node:test';
import { openPasswordHasher } from '#base/password-hash.ts';

const hasher = openPasswordHasher();

// From test.c of the reference implementation (phc-winner-argon2).
const referencePhc = '$argon2id$v=19$m=256,t=2,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4';

test('a hash of the reference implementation is verified', async () => {
  assert.equal(await hasher.verify(referencePhc, 'password'), true);
  assert.equal(await hasher.verify(referencePhc, 'Password'), false);
});

test('a password is right against its own hash and no other is', async () => {
  const phc = await hasher.hash('Long-enough-1');
  assert.match(phc, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
  assert.equal(await hasher.verify(phc, 'Long-enough-1'), true);
  assert.equal(await hasher.verify(phc, 'Long-enough-2'), false);
  assert.equal(await hasher.verify(phc, ''), false);
});

test('two hashes of one password differ', async () => {
  assert.notEqual(await hasher.hash('Long-enough-1'), await hasher.hash('Long-enough-1'));
});

test('a composed and a decomposed accent are the same password', async () => {
  const phc = await hasher.hash('\u00c9t\u00e9-a-Paris-1');
  assert.equal(await hasher.verify(phc, 'E\u0301te\u0301-a-Paris-1'), true);
});

test('without a hash nothing is right', async () => {
  assert.equal(await hasher.verify(null, 'Long-enough-1'), false);
});

test('what is not an argon2id PHC string is refused', async () => {
  const wrong = [
    '',
    'password',
    referencePhc.replace('argon2id', 'argon2i'),
    referencePhc.replace('v=19', 'v=16'),
    referencePhc.replace('t=2', 't=0'),
    referencePhc.replace('m=256', 'm=4'),
    referencePhc.replace('m=256', 'm=99999999'),
    referencePhc.replace('c29tZXNhbHQ', 'c29tZXNhbHQ='),
    `${referencePhc}=`,
    `${referencePhc}\n`,
    referencePhc.replace(/4$/, '5'),
  ];
  for (const phc of wrong) {
    await assert.rejects(hasher.verify(phc, 'password'), { code: 'password.hash_broken', status: 500 }, phc);
  }
});

test('beyond the queue the answer is busy, and the ones that wait are served', async () => {
  const narrow = openPasswordHasher({ concurrency: 1, queueLimit: 1 });
  const first = narrow.verify(referencePhc, 'password');
  const second = narrow.verify(referencePhc, 'password');
  await assert.rejects(narrow.hash('Long-enough-1'), { code: 'password.busy', status: 503, retryAfterSeconds: 1 });
  assert.deepEqual(await Promise.all([first, second]), [true, true]);
});
