/** Keys for those outside the identity server: the snapshot's builder and the services behind the gateways. */
import { limits } from '#base/limits.ts';
import { publishedRows, ensureKeys, type KeyPolicy } from '#identity/keys/schedule.ts';
import { readSigningKey } from '#identity/keys/signing-key.ts';
import type { Registry } from '#registry/operation.ts';

/** A public key as a JWK. */
export type PublicJwk = Readonly<Record<string, string>>;

const identityHeaderPolicy: KeyPolicy = {
  issuerId: null,
  algorithm: 'ES256',
  rotationDays: 90,
  // A gateway cut off from the registry goes on signing with the key of its last snapshot.
  tokenSeconds: limits.keyPublishedAheadMs / 1000,
};

/** Gives the key that signs the gateways' identity header now; makes it at first need. */
export async function ensureIdentityHeaderKey(
  registry: Registry,
): Promise<{ kid: string; privateKeyPem: string; publicJwk: PublicJwk }> {
  const nowMs = registry.clock.nowMs();
  const rows = await ensureKeys(registry, identityHeaderPolicy);
  const row = rows.findLast((candidate) => candidate.activeFrom.getTime() <= nowMs) ?? rows.at(-1);
  if (row === undefined) throw new Error('there is no key for the identity header');
  const key = readSigningKey(registry.sealingKey, row);
  return {
    kid: key.kid,
    privateKeyPem: key.privateKey.export({ format: 'pem', type: 'pkcs8' }).toString(),
    publicJwk: key.publicJwk,
  };
}

/** Gives the public keys that verify tokens of an issuer, or (null) identity headers: those that sign, will sign, or have signed. */
export async function publicKeys(registry: Registry, issuerId: string | null): Promise<PublicJwk[]> {
  const rows = await publishedRows(registry.database.query, issuerId, registry.clock.nowMs());
  return rows.map((row) => row.publicJwk);
}
