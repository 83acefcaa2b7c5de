import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { isPublicAddress } from '#notifications/webhooks/public-address.ts';

test('addresses of this machine, of networks around it, and of no network are not public', () => {
  const closed = [
    ...['127.0.0.1', '127.8.8.8', '0.0.0.0', '10.1.2.3', '172.16.0.1', '172.31.255.255', '192.168.1.1'],
    ...['169.254.169.254', '100.64.0.1', '100.127.255.255', '224.0.0.1', '239.1.1.1', '255.255.255.255', '240.0.0.1'],
    ...['192.0.0.8', '192.0.2.1', '198.18.0.1', '198.19.255.255', '198.51.100.1', '203.0.113.1', '192.88.99.1'],
    ...['::', '::1', '::ffff:127.0.0.1', '::ffff:8.8.8.8', '::ffff:a00:1', '::127.0.0.1', '64:ff9b::a00:1'],
    ...['64:ff9b:1::1', 'fe80::1', 'fe80::1%eth0', 'fc00::1', 'fd12::1', 'ff02::1', '100::1', '2001::1', '2001:db8::1'],
    ...['2002:7f00:1::', '3fff::1', '5f00::1', 'fec0::1', '2001:4860:4860::8888%1'],
  ];
  assert.deepEqual(closed.filter(isPublicAddress), []);
});

test('addresses that are given out on the internet are public', () => {
  const open = [
    ...['8.8.8.8', '1.1.1.1', '172.15.255.255', '172.32.0.1', '100.63.255.255', '100.128.0.1', '192.167.255.255'],
    ...['223.255.255.255', '2001:4860:4860::8888', '2606:4700::1111', '2a01:e0a::1', '2003::1'],
  ];
  assert.deepEqual(
    open.filter((address) => !isPublicAddress(address)),
    [],
  );
});

test('no IPv4 address gets more public by being written as IPv6, and what is no address is not public', () => {
  fc.assert(
    fc.property(fc.ipV4(), (address) => {
      assert.ok(!isPublicAddress(`::ffff:${address}`));
      assert.ok(!isPublicAddress(`64:ff9b::${address}`));
      assert.ok(!isPublicAddress(`::${address}`));
    }),
  );
  const none = ['', 'localhost', '127.1', '0x7f.0.0.1', '2130706433', '[::1]', '1.2.3.4.5', '8.8.8.8 '];
  assert.deepEqual(none.filter(isPublicAddress), []);
});
