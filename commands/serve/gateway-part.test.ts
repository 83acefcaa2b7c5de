import assert from 'node:assert/strict';
import { test } from 'node:test';
import { mergeSettings } from '#base/settings.ts';
import { gatewayListeners } from '#commands/serve/gateway-part.ts';

function listeners(flags: Readonly<Record<string, string>>): ReturnType<typeof gatewayListeners> {
  return gatewayListeners(mergeSettings({ flags, environment: {}, file: {} }));
}

const pair = { 'tls-certificate': 'c.pem', 'tls-key': 'k.pem' };
const from = { 'proxy-protocol-from': '192.0.2.1, 10.0.0.0/8' };

test('TLS takes a pair, a folder, or both, and nothing less', () => {
  assert.equal(listeners({})['tls'], undefined);
  const files = { certFile: 'c.pem', keyFile: 'k.pem' };
  assert.deepEqual(listeners({ 'tls-port': '1', ...pair })['tls']?.tls, { pair: files, folder: undefined });
  assert.deepEqual(listeners({ 'tls-port': '1', 'tls-certificates': 'live' })['tls']?.tls, {
    ...{ pair: undefined, folder: 'live' },
  });
  const both = listeners({ 'tls-port': '1', 'tls-certificates': 'live', ...pair })['tls']?.tls;
  assert.deepEqual(both, { pair: files, folder: 'live' });
  for (const flags of [
    { 'tls-port': '1' },
    { 'tls-port': '1', 'tls-certificate': 'c.pem' },
    { 'tls-port': '1', 'tls-certificates': 'live', 'tls-key': 'k.pem' },
    { 'tls-certificates': 'live' },
    pair,
  ]) {
    assert.throws(() => listeners(flags), { code: 'settings.tls_incomplete' });
  }
});

test('the PROXY protocol is for the listeners that are named, from the peers that are named', () => {
  const declared = listeners({ 'proxy-protocol': 'sandbox,tls', 'tls-port': '1', ...pair, ...from });
  const peers = ['192.0.2.1', '10.0.0.0/8'];
  assert.deepEqual([declared['sandbox']?.proxyPeers, declared['tls']?.proxyPeers], [peers, peers]);
  assert.equal(declared['production']?.proxyPeers, undefined);
  for (const flags of [{ 'proxy-protocol': 'production' }, from, { 'proxy-protocol': 'tls', ...from }]) {
    assert.throws(() => listeners(flags), { code: 'settings.proxy_protocol_incomplete' });
  }
  const wrong = { 'proxy-protocol': 'production', 'proxy-protocol-from': '10.0.0.0/33' };
  assert.throws(() => listeners(wrong), /--proxy-protocol-from: expected addresses/);
});
