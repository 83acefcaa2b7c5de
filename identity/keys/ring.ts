/** The signing keys of the issuers, opened once and kept in memory until the registry changes. */
import type { Issuer } from '#identity/issuers/issuer.ts';
import { ensureKeys, type KeyPolicy } from '#identity/keys/schedule.ts';
import { readSigningKey, type SigningKey } from '#identity/keys/signing-key.ts';
import type { Registry } from '#registry/operation.ts';

export type KeyRing = {
  /** The key that signs for `issuer` now. */
  readonly signing: (issuer: Issuer) => Promise<SigningKey>;
  /** The keys that `issuer` publishes now, oldest first; an issuer of opaque tokens has none. */
  readonly published: (issuer: Issuer) => Promise<readonly SigningKey[]>;
  /** Asks the database again at the next need. */
  readonly forget: () => void;
};

/** What an issuer wants of its keys. */
export function keyPolicy(issuer: Issuer): KeyPolicy {
  return {
    issuerId: issuer.id,
    algorithm: issuer.signingAlgorithm,
    rotationDays: issuer.keyRotationDays,
    tokenSeconds: issuer.accessTokenSeconds,
  };
}

/** Opens the ring. */
export function openKeyRing(registry: Registry): KeyRing {
  const opened = new Map<string, SigningKey>();
  let keysOf = new Map<string, Promise<readonly SigningKey[]>>();

  async function load(issuer: Issuer): Promise<readonly SigningKey[]> {
    const rows = await ensureKeys(registry, keyPolicy(issuer));
    return rows.map((row) => {
      const key = readSigningKey(registry.sealingKey, row, opened.get(row.id));
      opened.set(row.id, key);
      return key;
    });
  }

  async function published(issuer: Issuer): Promise<readonly SigningKey[]> {
    if (issuer.tokenFormat !== 'jwt') return [];
    const held = keysOf;
    let known = held.get(issuer.id);
    if (known === undefined) {
      known = load(issuer);
      held.set(issuer.id, known);
      // A failure is not remembered.
      known.catch(() => held.delete(issuer.id));
    }
    const nowMs = registry.clock.nowMs();
    return (await known).filter((key) => key.retiresAtMs === null || key.retiresAtMs > nowMs);
  }

  return {
    published,
    signing: async (issuer) => {
      const nowMs = registry.clock.nowMs();
      const keys = await published(issuer);
      const key =
        keys.findLast(
          (candidate) => candidate.algorithm === issuer.signingAlgorithm && candidate.activeFromMs <= nowMs,
        ) ?? keys.at(-1);
      if (key === undefined) throw new Error(`issuer ${issuer.slug} has no signing key`);
      return key;
    },
    forget: () => {
      keysOf = new Map();
    },
  };
}
