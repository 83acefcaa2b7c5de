import { randomBytes } from 'node:crypto';
import { and, eq, gt, isNull, or } from 'drizzle-orm';
import { newId, newRandomId } from '#base/ids.ts';
import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';
import { digestOf } from '#base/secret-digest.ts';
import { seal } from '#base/seal.ts';
import { credentials, secrets } from '#database/tables.ts';
import type { AuditNote } from '#registry/audit/entry.ts';
import type { CredentialRow, SecretRow } from '#registry/credentials/schema.ts';
import type { Work } from '#registry/operation.ts';

const secretBytes = 32;

/** A secret just made: its row, its value (256 random bits, base64url) and the line for the audit. */
export type MadeSecret = { readonly row: SecretRow; readonly value: string; readonly note: AuditNote };

/** Makes the identifiers of an application: a client id, not yet a secret. */
export async function makeCredential(
  work: Work,
  applicationId: string,
): Promise<{ readonly row: CredentialRow; readonly note: AuditNote }> {
  const row: CredentialRow = {
    id: newId(work.now.getTime()),
    applicationId,
    clientId: newRandomId(),
    type: 'confidential',
    javascriptOrigins: [],
    redirectUris: [],
    createdAt: work.now,
  };
  await work.tx.insert(credentials).values(row);
  const details = { applicationId, clientId: row.clientId };
  return { row, note: { subjectType: 'credential', subjectId: row.id, details } };
}

/**
 * Makes a secret for `credentialId`. The caller has locked the application's row, so that the count holds.
 *
 * @throws Problem `secret.too_many` (409)
 */
export async function makeSecret(
  work: Work,
  credentialId: string,
  label: string,
  expiresAt: Date | null,
): Promise<MadeSecret> {
  const live = await work.tx.$count(
    secrets,
    and(
      eq(secrets.credentialId, credentialId),
      isNull(secrets.withdrawnAt),
      or(isNull(secrets.expiresAt), gt(secrets.expiresAt, work.now)),
    ),
  );
  if (live >= limits.liveSecretsPerApplication) throw tooMany();
  const id = newId(work.now.getTime());
  const value = randomBytes(secretBytes).toString('base64url');
  const row: SecretRow = {
    id,
    credentialId,
    label,
    digest: digestOf(value),
    sealed: seal(work.sealingKey, id, value),
    createdAt: work.now,
    expiresAt,
    lastUsedAt: null,
    withdrawnAt: null,
  };
  await work.tx.insert(secrets).values(row);
  const details = { credentialId, label, expiresAt: expiresAt?.toISOString() ?? null };
  return { row, value, note: { subjectType: 'secret', subjectId: id, details } };
}

function tooMany(): Problem {
  const most = limits.liveSecretsPerApplication;
  return new Problem('secret.too_many', 409, {
    en: `This application has ${most} live secrets already: withdraw one first.`,
    fr: `Cette application a déjà ${most} secrets valables : retirez-en un d'abord.`,
  });
}
