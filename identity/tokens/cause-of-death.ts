/** Why an opaque token that was issued here is not accepted any more: told to gateways alone, which tell the caller. */
import { limits } from '#base/limits.ts';
import { digestOf } from '#base/secret-digest.ts';
import type { Issuer } from '#identity/issuers/issuer.ts';
import type { IdentityServices } from '#identity/services.ts';
import { opaqueToken } from '#identity/tokens/opaque.ts';

/** In the order in which they are looked at: what its owner can change comes last. */
export const causesOfDeath = [
  'revoked',
  'application_disabled',
  'secret_withdrawn',
  'account_inactive',
  'expired',
] as const;
export type CauseOfDeath = (typeof causesOfDeath)[number];

const asking = `
  select t.revoked_at is not null or d.key is not null as revoked,
         a.deleted_at is not null or not a.enabled as application_disabled,
         s.withdrawn_at is not null or s.expires_at <= to_timestamp($3::bigint / 1000.0) as secret_withdrawn,
         t.account_id is not null and p.active is not true as account_inactive,
         t.expires_at <= to_timestamp($3::bigint / 1000.0) as expired
  from access_tokens t
  join applications a on a.id = t.application_id
  join secrets s on s.id = t.secret_id
  left join accounts p on p.id = t.account_id
  left join denied_tokens d on d.key = $4
  where t.digest = $1 and t.issuer_id = $2`;

/** Gives why `token` is dead; null when `issuer` never issued it, or has forgotten it since it expired. */
export async function causeOfDeath(
  { registry }: IdentityServices,
  issuer: Issuer,
  token: string,
): Promise<CauseOfDeath | null> {
  if (token.length > limits.presentedTokenLength || !opaqueToken.test(token)) return null;
  const digest = digestOf(token);
  const { rows } = await registry.database.pool.query<Readonly<Record<CauseOfDeath, boolean | null>>>({
    name: 'cause-of-death',
    text: asking,
    values: [digest, issuer.id, registry.clock.nowMs(), `digest:${digest.toString('hex')}`],
  });
  const [row] = rows;
  return row === undefined ? null : (causesOfDeath.find((cause) => row[cause] === true) ?? null);
}
