import assert from 'node:assert/strict';
import test from 'node:test';
import { addressKey, clientAddress } from '#base/client-address.ts';

test('only a trusted proxy may say who asks, and only the value that it added itself counts', () => {
  const forwardedFor = '1.1.1.1, 203.0.113.9';
  assert.equal(clientAddress(forwardedFor, '10.0.0.1', false), '10.0.0.1');
  assert.equal(clientAddress(forwardedFor, '10.0.0.1', true), '203.0.113.9');
  assert.equal(clientAddress(null, '10.0.0.1', true), '10.0.0.1');
});

test('a port says nothing about who asks, and neither does what is no address', () => {
  const told = (value: string) => clientAddress(value, '10.0.0.1', true);
  assert.equal(told('203.0.113.9:50123'), '203.0.113.9');
  assert.equal(told('[2001:db8::1]:50123'), '2001:db8::1');
  assert.equal(told('[2001:db8::1]'), '2001:db8::1');
  assert.equal(told('2001:db8::1'), '2001:db8::1');
  assert.equal(told('::ffff:192.0.2.1'), '::ffff:192.0.2.1');
  for (const nothing of ['unknown', '_hidden', '', ',', '203.0.113.9,', '203.0.113', '999.1.1.1:1', '[203.0.113.9]x']) {
    assert.equal(told(nothing), '10.0.0.1', nothing);
  }
});

test('all addresses of one subscriber count as one', () => {
  assert.equal(addressKey('::ffff:192.0.2.1'), '192.0.2.1');
  assert.equal(addressKey('2001:db8:0:1::1'), addressKey('2001:DB8::1:ffff:0:0:2'));
  assert.notEqual(addressKey('2001:db8:0:1::1'), addressKey('2001:db8:0:2::1'));
  assert.equal(addressKey('::1'), '0:0:0:0::/64');
});
