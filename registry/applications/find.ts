import { and, eq, getTableColumns, isNull, or, type SQL } from 'drizzle-orm';
import type { PgSelect } from 'drizzle-orm/pg-core';
import type { Transaction } from '#database/database.ts';
import { accounts, applications, credentials, organisations } from '#database/tables.ts';
import { applicationNotFound } from '#registry/applications/refusals.ts';
import type { ApplicationRow, FoundApplication } from '#registry/applications/schema.ts';
import type { Permission, Work } from '#registry/operation.ts';
import { mayActFor, type Role } from '#registry/permission.ts';
import { isId } from '#registry/reference.ts';

/** All columns but the picture itself: it may be large, and only its own operation needs it. */
const { picture: _picture, ...applicationRow } = getTableColumns(applications);

/** An application with what stands on its page beside its own row. */
export const applicationColumns = {
  application: applicationRow,
  credential: credentials,
  organisation: { slug: organisations.slug, name: organisations.name },
  creator: { name: accounts.name },
};

/** Joins the tables of `applicationColumns`. */
export function joinApplication<Query extends PgSelect>(query: Query) {
  return query
    .innerJoin(credentials, eq(credentials.applicationId, applications.id))
    .innerJoin(organisations, eq(organisations.id, applications.organisationId))
    .leftJoin(accounts, eq(accounts.id, applications.createdBy));
}

function selectApplications(tx: Transaction) {
  return joinApplication(tx.select(applicationColumns).from(applications).$dynamic());
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

type Joined = Pick<FoundApplication, 'credential' | 'organisation' | 'creator'> & {
  readonly application: ApplicationRow;
};

function found(rows: readonly Joined[]): FoundApplication {
  const row = rows[0];
  if (row === undefined) throw applicationNotFound();
  const { application, ...joined } = row;
  return { ...application, ...joined };
}
