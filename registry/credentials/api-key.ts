/** API keys: what a call carries alone, where an API takes keys instead of OAuth. */
import { randomBytes } from 'node:crypto';
import { and, eq, gt, isNull, or } from 'drizzle-orm';
import { z } from 'zod';
import { newId } from '#base/ids.ts';
import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';
import { digestOf } from '#base/secret-digest.ts';
import type { Transaction } from '#database/database.ts';
import { apiKeys } from '#database/tables.ts';
import { isId, notFound } from '#registry/reference.ts';

/** A key as operations give it back; its value is given by what makes it, and never again. */
export const apiKeySchema = z.object({
  id: z.string(),
  label: z.string(),
  /** Its first characters, by which people tell keys apart. */
  prefix: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  /** When a call with it was last let through, to the hour. */
  lastUsedAt: z.iso.datetime().nullable(),
  withdrawnAt: z.iso.datetime().nullable(),
});

export type ApiKeyRow = typeof apiKeys.$inferSelect;

export function presentApiKey(row: ApiKeyRow): z.input<typeof apiKeySchema> {
  return {
    id: row.id,
    label: row.label,
    prefix: row.prefix,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    withdrawnAt: row.withdrawnAt?.toISOString() ?? null,
  };
}

/** `gck_`, 8 characters that may be shown, `_`, 256 random bits: scanners for leaked secrets find it by its shape. */
function newKey(): { readonly value: string; readonly prefix: string } {
  const prefix = `gck_${randomBytes(4).toString('hex')}`;
  return { value: `${prefix}_${randomBytes(32).toString('base64url')}`, prefix };
}

type NewApiKey = {
  readonly tx: Transaction;
  readonly now: Date;
  readonly applicationId: string;
  readonly label: string;
  readonly expiresAt: Date | null;
};

/**
 * Makes a key. The caller has locked the application's row, so that the count holds.
 *
 * @throws Problem `api_key.too_many` (409)
 */
export async function makeApiKey(given: NewApiKey): Promise<{ readonly row: ApiKeyRow; readonly value: string }> {
  const { tx, now, applicationId, label, expiresAt } = given;
  const unexpired = or(isNull(apiKeys.expiresAt), gt(apiKeys.expiresAt, now));
  const live = await tx.$count(
    apiKeys,
    and(eq(apiKeys.applicationId, applicationId), isNull(apiKeys.withdrawnAt), unexpired),
  );
  if (live >= limits.liveApiKeysPerApplication) throw tooMany();
  const { value, prefix } = newKey();
  const id = newId(now.getTime());
  const digest = digestOf(value);
  const never = { lastUsedAt: null, withdrawnAt: null };
  const row: ApiKeyRow = { id, applicationId, label, prefix, digest, createdAt: now, expiresAt, ...never };
  await tx.insert(apiKeys).values(row);
  return { row, value };
}

/** Finds a key of an application by its id. @throws Problem `api_key.not_found` (404) */
export async function findApiKey(tx: Transaction, applicationId: string, reference: string): Promise<ApiKeyRow> {
  const named = and(eq(apiKeys.id, reference), eq(apiKeys.applicationId, applicationId));
  const [row] = isId(reference) ? await tx.select().from(apiKeys).where(named) : [];
  if (row !== undefined) return row;
  throw notFound('api_key.not_found', {
    en: 'This application has no such API key.',
    fr: "Cette application n'a pas cette clé d'API.",
  });
}

function tooMany(): Problem {
  const most = limits.liveApiKeysPerApplication;
  return new Problem('api_key.too_many', 409, {
    en: `This application has ${most} live API keys already: withdraw one first.`,
    fr: `Cette application a déjà ${most} clés d'API valables : retirez-en une d'abord.`,
  });
}
