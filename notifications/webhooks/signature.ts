/** Secrets and signatures of webhooks as Standard Webhooks (github.com/standard-webhooks, §"Signature scheme") has them. */
import { createHmac, randomBytes } from 'node:crypto';
import { unseal, type SealingKey } from '#base/seal.ts';
import type { webhooks } from '#database/tables.ts';

/** Stands before a secret, so that scanners for leaked secrets know it. */
const secretPrefix = 'whsec_';

/** The standard wants 24 to 64 bytes. */
const secretBytes = 32;

/** Makes a secret: `whsec_` and 32 random bytes as base64. */
export function newWebhookSecret(): string {
  return `${secretPrefix}${randomBytes(secretBytes).toString('base64')}`;
}

type Sealed = Pick<typeof webhooks.$inferSelect, 'id' | 'sealedSecret' | 'sealedFormerSecret' | 'formerSecretUntil'>;

/** The secrets that sign at `now`, the present one first. @throws Problem `seal.broken` (500) */
export function secretsOf(key: SealingKey, webhook: Sealed, now: Date): readonly string[] {
  const { id, sealedSecret, sealedFormerSecret, formerSecretUntil } = webhook;
  const former = formerSecretUntil !== null && formerSecretUntil > now ? sealedFormerSecret : null;
  return [sealedSecret, ...(former === null ? [] : [former])].map((sealed) => unseal(key, id, sealed).toString('utf8'));
}

type Signed = {
  /** `webhook-id`. */
  readonly id: string;
  /** `webhook-timestamp`: the second of this attempt. */
  readonly timestamp: number;
  /** The body, as it is sent. */
  readonly body: string;
};

/** Gives `webhook-signature`: one signature for each of `secrets`, so that a receiver may know either while they change. */
export function signWebhook({ id, timestamp, body }: Signed, secrets: readonly string[]): string {
  return secrets
    .map((secret) => {
      const key = Buffer.from(secret.slice(secretPrefix.length), 'base64');
      return `v1,${createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')}`;
    })
    .join(' ');
}
