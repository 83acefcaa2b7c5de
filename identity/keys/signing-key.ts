/** One signing key: made, sealed into a row, and read back from it. */
import { createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import { newId } from '#base/ids.ts';
import { seal, unseal, type SealingKey } from '#base/seal.ts';
import type { signingKeys } from '#database/tables.ts';

export type SigningAlgorithm = 'RS256' | 'ES256';
export type SigningKeyRow = typeof signingKeys.$inferSelect;

/** A key that can sign. */
export type SigningKey = {
  readonly kid: string;
  readonly algorithm: SigningAlgorithm;
  readonly privateKey: KeyObject;
  /** Public half as a JWK, with `kid`, `alg` and `use`. */
  readonly publicJwk: Readonly<Record<string, string>>;
  readonly activeFromMs: number;
  /** From when on it is no longer published; null: not foreseen. */
  readonly retiresAtMs: number | null;
};

const generate = promisify(generateKeyPair);

async function generatePair(algorithm: SigningAlgorithm): Promise<{ publicKey: KeyObject; privateKey: KeyObject }> {
  // RFC 7518 §3.3 wants at least 2048 bits; §3.4 the curve P-256.
  return algorithm === 'RS256' ? generate('rsa', { modulusLength: 2048 }) : generate('ec', { namedCurve: 'P-256' });
}

/** Makes a key pair and gives its row, the private half sealed. */
export async function makeSigningKey(
  sealingKey: SealingKey,
  made: { issuerId: string | null; algorithm: SigningAlgorithm; activeFrom: Date; createdAt: Date },
): Promise<SigningKeyRow> {
  const { publicKey, privateKey } = await generatePair(made.algorithm);
  const id = newId(made.createdAt.getTime());
  const jwk = Object.entries(publicKey.export({ format: 'jwk' })).filter(
    (entry): entry is [string, string] => typeof entry[1] === 'string',
  );
  return {
    ...made,
    id,
    publicJwk: { ...Object.fromEntries(jwk), kid: id, alg: made.algorithm, use: 'sig' },
    sealedPrivateKey: seal(sealingKey, id, privateKey.export({ format: 'der', type: 'pkcs8' })),
    retiresAt: null,
  };
}

/** Opens the key of a row, or takes it from `known`, which was opened before. @throws Problem `seal.broken` (500) when the sealing key is another one */
export function readSigningKey(sealingKey: SealingKey, row: SigningKeyRow, known?: SigningKey): SigningKey {
  const open = () =>
    createPrivateKey({ key: unseal(sealingKey, row.id, row.sealedPrivateKey), format: 'der', type: 'pkcs8' });
  return {
    kid: row.id,
    algorithm: row.algorithm,
    privateKey: known?.privateKey ?? open(),
    publicJwk: row.publicJwk,
    activeFromMs: row.activeFrom.getTime(),
    retiresAtMs: row.retiresAt?.getTime() ?? null,
  };
}
