import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { ownAddress, route } from '#portal/route.ts';

test('an address is written with its parameters encoded and its query behind', () => {
  const api = route('/apis/:provider/:api');
  assert.equal(api.to({ provider: 'piste', api: 'a/b?c' }), '/apis/piste/a%2Fb%3Fc');
  assert.equal(api.to({ provider: 'p', api: 'a' }, { page: 2, q: '', tag: 'é' }), '/apis/p/a?page=2&tag=%C3%A9');
  assert.equal(route('/').to(), '/');
  assert.equal(route('/login').to({ next: '/a?b=c' }), '/login?next=%2Fa%3Fb%3Dc');
});

for (const given of [
  '//evil.example',
  '/\\evil.example',
  'https://evil.example',
  'javascript:alert(1)',
  '',
  'a',
  '/a b',
]) {
  test(`${JSON.stringify(given)} is no address of this portal to return to`, () => {
    assert.equal(ownAddress(given), null);
  });
}

test('a path of this portal is kept with its query', () => {
  assert.equal(ownAddress('/requests/1?x=%C3%A9'), '/requests/1?x=%C3%A9');
});

test('whatever is given, the address returned to begins with one slash and no second', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      const kept = ownAddress(`/${text}`);
      assert.ok(kept === null || /^\/(?![/\\])/.test(kept));
    }),
  );
});
