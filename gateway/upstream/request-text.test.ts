import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { RequestHead } from '#gateway/head/request-head.ts';
import { apiRequestText, passageRequestText, type Connection, type Sent } from '#gateway/upstream/request-text.ts';
import { requestHeadOf } from '#test/request-head.ts';

const direct: Connection = { address: '192.0.2.7', secure: true, trustProxy: false };
const behindProxy: Connection = { ...direct, address: '10.0.0.1', secure: false, trustProxy: true };

function read(fields: readonly (readonly [string, string])[]): RequestHead {
  return requestHeadOf({ fields: [['Host', 'api.example'], ...fields] });
}

function sent(head: RequestHead, from: Connection): Sent {
  return { head, target: '/', ...from, requestId: 'ours', traceLines: '', upgrade: null };
}

/** Names (lower case) and values of a head's field lines. */
function fieldsIn(text: string): [string, string][] {
  const lines = text.split('\r\n').slice(1, -2);
  return lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 2)]);
}

const name = fc.constantFrom(
  'Authorization',
  'X-Guichet-Identity',
  'x-guichet-anything',
  'X_Guichet_Identity',
  'X-IBM-Client-Id',
  'Forwarded',
  'X-IBM-Client-Secret',
  'X-Api-Key',
  'X-Forwarded-For',
  'X-Forwarded-Proto',
  'X-Real-IP',
  'Proxy-Authorization',
  'X-Request-Id',
  'Keep-Alive',
  'TE',
  'Trailer',
  'Upgrade',
  'X-Own',
  'Accept',
  'Content_Length',
);
const field = fc.tuple(name, fc.constant('said by the client'));
const connection = fc.tuple(fc.constant('Connection'), name);

test('whatever a client sends, an upstream hears of identity, origin and connection from the gateway alone', () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(field, connection), { maxLength: 20 }), (said) => {
      const fields = fieldsIn(apiRequestText(sent(read(said), direct), 'service.example', 'signed'));
      const saidByClient = fields.filter(([, value]) => value === 'said by the client');
      assert.ok(saidByClient.every(([kept]) => kept === 'x-own' || kept === 'accept'));
      const ours = fields.filter(([, value]) => value !== 'said by the client');
      assert.deepEqual(ours, [
        ['host', 'service.example'],
        ['x-forwarded-for', '192.0.2.7'],
        ['x-forwarded-proto', 'https'],
        ['x-forwarded-host', 'api.example'],
        ['x-request-id', 'ours'],
        ['x-guichet-identity', 'signed'],
      ]);
    }),
  );
});

test('behind a trusted proxy its word about the client is passed on', () => {
  const head = read([
    ['X-Forwarded-For', '203.0.113.1'],
    ['X-Forwarded-For', '192.0.2.7'],
    ['X-Forwarded-Proto', 'https'],
  ]);
  const fields = new Map(fieldsIn(passageRequestText(sent(head, behindProxy))));
  assert.equal(fields.get('x-forwarded-for'), '203.0.113.1, 192.0.2.7');
  assert.equal(fields.get('x-forwarded-proto'), 'https');
});
