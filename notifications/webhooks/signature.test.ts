import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Webhook } from 'standardwebhooks';
import { newWebhookSecret, signWebhook } from '#notifications/webhooks/signature.ts';

const id = '01981d2e-0000-7000-8000-000000000001';
const body = '{"type":"quota.threshold","data":{"nom":"Été"}}';
const timestamp = Math.floor(Date.now() / 1000);

function verify(secret: string, signature: string, payload = body): unknown {
  const headers = { 'webhook-id': id, 'webhook-timestamp': String(timestamp), 'webhook-signature': signature };
  return new Webhook(secret).verify(payload, headers);
}

test("the standard's own library verifies what is signed, with the new secret and with the one before", () => {
  const [fresh, former] = [newWebhookSecret(), newWebhookSecret()];
  const signature = signWebhook({ id, timestamp, body }, [fresh, former]);
  assert.deepEqual(verify(fresh, signature), JSON.parse(body));
  assert.deepEqual(verify(former, signature), JSON.parse(body));
  assert.throws(() => verify(newWebhookSecret(), signature), /No matching signature/);
  assert.throws(() => verify(fresh, signature, `${body} `), /No matching signature/);
});

test("the signature is the standard's: its published example comes out", () => {
  const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
  const example = { id: 'msg_p5jXN8AQM9LWM0D4loKWxJek', timestamp: 1614265330, body: '{"test": 2432232314}' };
  assert.equal(signWebhook(example, [secret]), 'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=');
});

test('secrets have 32 random bytes and never come twice', () => {
  const secrets = new Set(Array.from({ length: 100 }, newWebhookSecret));
  assert.equal(secrets.size, 100);
  for (const secret of secrets) assert.match(secret, /^whsec_[A-Za-z0-9+/]{43}=$/);
});
