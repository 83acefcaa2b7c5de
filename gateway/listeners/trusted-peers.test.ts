import assert from 'node:assert/strict';
import { test } from 'node:test';
import { trustPeers } from '#gateway/listeners/trusted-peers.ts';

test('a peer is trusted when an address or a network of the list holds it, in either family', () => {
  const trusted = trustPeers(['192.0.2.1', '10.0.0.0/8', '2001:db8::/32', '::1']);
  for (const address of ['192.0.2.1', '10.255.0.1', '2001:db8:1::2', '::1']) assert.ok(trusted(address), address);
  for (const address of ['192.0.2.2', '11.0.0.1', '2001:db9::1', '::2', 'unknown'])
    assert.ok(!trusted(address), address);
});

test('an empty list trusts nobody', () => {
  assert.equal(trustPeers([])('127.0.0.1'), false);
});
