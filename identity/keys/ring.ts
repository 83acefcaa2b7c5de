/** The signing keys of the issuers, opened once and kept in memory until the registry changes. */
import type { Issuer } from '#identity/issuers/issuer.ts';
import { ensureKeys, type KeyPolicy } from '#identity/keys/schedule.ts';
import { readSigningKey, type SigningKey } from '#identity/keys/signing-key.ts';
import type { Registry } from '#registry/operation.ts';

export type KeyRing = {
  /** The key that signs for `issuer` now; at once when its keys are in memory. */
  readonly signing: (issuer: Issuer) => SigningKey | Promise<SigningKey>;
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
  /** The same, as far as they have come. */
  let heldOf = new Map<string, readonly SigningKey[]>();

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
      known.then(
        (keys) => (held === keysOf ? heldOf.set(issuer.id, keys) : undefined),
        () => held.delete(issuer.id),
      );
    }
    const nowMs = registry.clock.nowMs();
    return (await known).filter((key) => key.retiresAtMs === null || key.retiresAtMs > nowMs);
  }

  return {
    published,
    signing: (issuer) => {
      const held = heldOf.get(issuer.id);
      if (held !== undefined) return signingNow(issuer, held, registry.clock.nowMs());
      return published(issuer).then((keys) => signingNow(issuer, keys, registry.clock.nowMs()));
    },
    forget: () => {
      keysOf = new Map();
      heldOf = new Map();
    },
  };
}

/** The newest key of the issuer's algorithm that is active; before there is one, the newest of all. @throws Error without any */
function signingNow(issuer: Issuer, keys: readonly SigningKey[], nowMs: number): SigningKey {
  const living = keys.filter((key) => key.retiresAtMs === null || key.retiresAtMs > nowMs);
  const active = (key: SigningKey): boolean => key.algorithm === issuer.signingAlgorithm && key.activeFromMs <= nowMs;
  const key = living.findLast(active) ?? living.at(-1);
  if (key === undefined) throw new Error(`issuer ${issuer.slug} has no signing key`);
  return key;
}
