/**
 * Which keys an owner (an issuer, or the gateways' identity header) must have: made at first need, the next one published
 * before it signs, the old one published until its last token is dead. Safe in several processes at once.
 */
import { and, asc, eq, gt, isNull, or, sql } from 'drizzle-orm';
import { limits } from '#base/limits.ts';
import type { Transaction } from '#database/database.ts';
import { signingKeys } from '#database/tables.ts';
import { makeSigningKey, type SigningAlgorithm, type SigningKeyRow } from '#identity/keys/signing-key.ts';
import { raiseRevision, type Registry } from '#registry/operation.ts';

/** Whose keys, of what kind, and for how long. */
export type KeyPolicy = {
  /** Null: the gateways' identity header. */
  readonly issuerId: string | null;
  readonly algorithm: SigningAlgorithm;
  readonly rotationDays: number;
  /** Life of the longest token that a key signs. */
  readonly tokenSeconds: number;
};

/** Any number that is ours alone; the owner's id makes the second half of the lock. */
const keyLock = 716_824;
const dayMs = 24 * 3600_000;
/** Clocks of those who verify may be late. */
const toleranceMs = 5 * 60_000;

/** Gives the published keys of the policy's owner, oldest first, after making and retiring what is due. */
export async function ensureKeys(registry: Registry, policy: KeyPolicy): Promise<SigningKeyRow[]> {
  const nowMs = registry.clock.nowMs();
  const published = await publishedRows(registry.database.query, policy.issuerId, nowMs);
  if (!isDue(published, policy, nowMs)) return published;
  return registry.database.query.transaction(async (tx) => {
    await tx.execute(sql`select pg_advisory_xact_lock(${keyLock}, hashtext(${policy.issuerId ?? 'identity header'}))`);
    const rows = await publishedRows(tx, policy.issuerId, nowMs);
    // Another process may have done it while this one waited.
    if (!isDue(rows, policy, nowMs)) return rows;
    await rotate(tx, registry, { policy, rows, nowMs });
    await raiseRevision(tx);
    return publishedRows(tx, policy.issuerId, nowMs);
  });
}

/** Reads the keys that are published at `nowMs`, oldest first. */
export function publishedRows(
  query: Pick<Transaction, 'select'>,
  issuerId: string | null,
  nowMs: number,
): Promise<SigningKeyRow[]> {
  return query
    .select()
    .from(signingKeys)
    .where(
      and(
        issuerId === null ? isNull(signingKeys.issuerId) : eq(signingKeys.issuerId, issuerId),
        or(isNull(signingKeys.retiresAt), gt(signingKeys.retiresAt, new Date(nowMs))),
      ),
    )
    .orderBy(asc(signingKeys.activeFrom), asc(signingKeys.id));
}

function rotationMs(policy: KeyPolicy): number {
  return Math.max(1, policy.rotationDays) * dayMs;
}

/** How long before it signs the next key is published. */
function aheadMs(policy: KeyPolicy): number {
  return Math.min(limits.keyPublishedAheadMs, rotationMs(policy) / 2);
}

/** The key that signs last of those that the policy wants. */
function newest(rows: readonly SigningKeyRow[], policy: KeyPolicy): SigningKeyRow | undefined {
  return rows.findLast((row) => row.algorithm === policy.algorithm && row.retiresAt === null);
}

function isDue(rows: readonly SigningKeyRow[], policy: KeyPolicy, nowMs: number): boolean {
  const last = newest(rows, policy);
  if (last === undefined) return true;
  return last.activeFrom.getTime() + rotationMs(policy) - aheadMs(policy) <= nowMs;
}

/** Makes the next key and gives all others their end. */
async function rotate(
  tx: Transaction,
  registry: Registry,
  { policy, rows, nowMs }: { policy: KeyPolicy; rows: readonly SigningKeyRow[]; nowMs: number },
): Promise<void> {
  const last = newest(rows, policy);
  // The first key, or the first of another algorithm, must sign at once; a late one still gives caches their time.
  const activeFromMs =
    last === undefined ? nowMs : Math.max(last.activeFrom.getTime() + rotationMs(policy), nowMs + aheadMs(policy));
  const next = await makeSigningKey(registry.sealingKey, {
    issuerId: policy.issuerId,
    algorithm: policy.algorithm,
    activeFrom: new Date(activeFromMs),
    createdAt: new Date(nowMs),
  });
  await tx.insert(signingKeys).values(next);
  for (const row of rows) {
    if (row.retiresAt !== null) continue;
    const retiresAt = new Date(activeFromMs + policy.tokenSeconds * 1000 + toleranceMs);
    await tx.update(signingKeys).set({ retiresAt }).where(eq(signingKeys.id, row.id));
  }
}
