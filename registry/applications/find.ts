import { and, eq, isNull, or, type SQL } from 'drizzle-orm';
import type { Transaction } from '#database/database.ts';
import { applications, credentials } from '#database/tables.ts';
import { applicationNotFound } from '#registry/applications/refusals.ts';
import type { FoundApplication } from '#registry/applications/schema.ts';
import type { Permission, Work } from '#registry/operation.ts';
import { mayActFor, type Role } from '#registry/permission.ts';
import { isId } from '#registry/reference.ts';

/** Applications that are not deleted, with their identifiers. */
export function selectApplications(tx: Transaction) {
  return tx
    .select({ application: applications, credential: credentials })
    .from(applications)
    .innerJoin(credentials, eq(credentials.applicationId, applications.id));
}

/** Finds an application by id or client id. @throws Problem `application.not_found` (404) */
export async function readApplication(tx: Transaction, reference: string): Promise<FoundApplication> {
  if (!isId(reference)) throw applicationNotFound();
  return found(await selectApplications(tx).where(named(reference)));
}

/** The same, and locks it: what hangs on an application is changed by one operation at a time. */
export async function lockApplication(tx: Transaction, reference: string): Promise<FoundApplication> {
  if (!isId(reference)) throw applicationNotFound();
  return found(await selectApplications(tx).where(named(reference)).for('no key update', { of: applications }));
}

/**
 * Finds, locks and grants in one: the actor may change the application for its organisation.
 *
 * @throws Problem `application.not_found` (404), also to those outside its organisation; `permission.denied` (403)
 */
export async function mayChangeApplication(
  work: Work,
  reference: string,
  roles: readonly Role[],
): Promise<Permission<'act-for-organisation', FoundApplication>> {
  return mayActFor(work, await lockApplication(work.tx, reference), roles, applicationNotFound());
}

function named(reference: string): SQL | undefined {
  return and(or(eq(applications.id, reference), eq(credentials.clientId, reference)), isNull(applications.deletedAt));
}

type Joined = Awaited<ReturnType<typeof selectApplications>>;

function found(rows: Joined): FoundApplication {
  const row = rows[0];
  if (row === undefined) throw applicationNotFound();
  return { ...row.application, credential: row.credential };
}
