import assert from 'node:assert/strict';
import test from 'node:test';
import { addressKey, clientAddress } from '#identity/peer.ts';

test('only a trusted proxy may say who asks, and only the value that it added itself counts', () => {
  const request = new Request('http://x/', { headers: { 'x-forwarded-for': '1.1.1.1, 203.0.113.9' } });
  assert.equal(clientAddress(request, '10.0.0.1', false), '10.0.0.1');
  assert.equal(clientAddress(request, '10.0.0.1', true), '203.0.113.9');
  assert.equal(clientAddress(new Request('http://x/'), '10.0.0.1', true), '10.0.0.1');
});

test('all addresses of one subscriber count as one', () => {
  assert.equal(addressKey('::ffff:192.0.2.1'), '192.0.2.1');
  assert.equal(addressKey('2001:db8:0:1::1'), addressKey('2001:DB8::1:ffff:0:0:2'));
  assert.notEqual(addressKey('2001:db8:0:1::1'), addressKey('2001:db8:0:2::1'));
  assert.equal(addressKey('::1'), '0:0:0:0::/64');
});
