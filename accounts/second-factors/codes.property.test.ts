import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { Secret, TOTP } from 'otpauth';
import { newRecoveryCode, recoveryCodeDigest } from '#accounts/second-factors/recovery-codes/code.ts';
import { acceptedStep, newTotpSecret } from '#accounts/second-factors/totp/secret.ts';

const stepMs = 30_000;
const moments = fc.integer({ min: 1, max: 4_102_444_800_000 });

test('a code counts in its step and the ones beside it, and never again after it or a later one was taken', () => {
  const secret = newTotpSecret();
  fc.assert(
    fc.property(moments, fc.integer({ min: -1, max: 1 }), fc.integer({ min: 0, max: 3 }), (nowMs, beside, later) => {
      const codeMs = Math.max(0, nowMs + beside * stepMs);
      const code = new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: codeMs });
      const step = acceptedStep(secret, code, nowMs, null);
      assert.ok(step !== null && Math.abs(step - Math.floor(nowMs / stepMs)) <= 1);
      assert.equal(acceptedStep(secret, code, nowMs, step + later), null);
      assert.equal(acceptedStep(secret, code, nowMs, step - 1), step);
    }),
  );
});

test('a recovery code is found however it was typed, and no two are alike', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(fc.constantFrom('', ' ', '-', '. '), fc.boolean(), (between, loud) => {
      const code = newRecoveryCode();
      const typed = code.replaceAll('-', between);
      assert.deepEqual(recoveryCodeDigest(loud ? typed.toUpperCase() : typed), recoveryCodeDigest(code));
      assert.equal(seen.has(code), false);
      seen.add(code);
    }),
  );
});
