import assert from 'node:assert/strict';
import test from 'node:test';
import { networkOf } from '#accounts/sessions/network.ts';

test('an address is kept without the part that names one machine', () => {
  assert.equal(networkOf('192.0.2.77'), '192.0.2.…');
  assert.equal(networkOf('::ffff:192.0.2.77'), '192.0.2.…');
  assert.equal(networkOf('2001:db8:1:2::5'), '2001:db8:1:…');
  assert.equal(networkOf('2001:DB8::5'), '2001:db8:…');
  assert.equal(networkOf('::1'), ':…');
  assert.equal(networkOf('unknown'), '');
});
