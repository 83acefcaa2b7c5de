import { and, eq } from 'drizzle-orm';
import type { Problem } from '#base/problem.ts';
import type { Transaction } from '#database/database.ts';
import { secrets } from '#database/tables.ts';
import type { SecretRow } from '#registry/credentials/schema.ts';
import { isId, notFound } from '#registry/reference.ts';

/** Finds a secret of a credential by its id. @throws Problem `secret.not_found` (404) */
export async function findSecret(tx: Transaction, credentialId: string, reference: string): Promise<SecretRow> {
  if (!isId(reference)) throw secretNotFound();
  const rows = await tx
    .select()
    .from(secrets)
    .where(and(eq(secrets.id, reference), eq(secrets.credentialId, credentialId)));
  const secret = rows[0];
  if (secret === undefined) throw secretNotFound();
  return secret;
}

function secretNotFound(): Problem {
  return notFound('secret.not_found', {
    en: 'This application has no such secret.',
    fr: "Cette application n'a pas ce secret.",
  });
}
