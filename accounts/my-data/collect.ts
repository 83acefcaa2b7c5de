import { asc, desc, eq, or } from 'drizzle-orm';
import {
  accountPreferences,
  accounts,
  applications,
  auditEntries,
  consents,
  memberships,
  organisations,
  resourceRights,
  sessions,
  subscriptions,
  termsVersions,
  terms,
} from '#database/tables.ts';
import { readSecondFactors } from '#accounts/second-factors/read.ts';
import type { Transaction } from '#database/database.ts';
import type { Registry } from '#registry/operation.ts';

/** Everything that is kept about a person, as it goes into the export (GDPR art. 15 and 20). No secret is among it. */
export type MyData = Awaited<ReturnType<typeof gather>>;

/** Collects it, as of one moment. */
export async function collectMyData({ database }: Pick<Registry, 'database'>, accountId: string): Promise<MyData> {
  return database.query.transaction((tx) => gather(tx, accountId), {
    isolationLevel: 'repeatable read',
    accessMode: 'read only',
  });
}

async function gather(tx: Transaction, accountId: string) {
  const [account] = await tx
    .select({
      id: accounts.id,
      email: accounts.email,
      name: accounts.name,
      operator: accounts.operator,
      createdAt: accounts.createdAt,
    })
    .from(accounts)
    .where(eq(accounts.id, accountId));
  if (account === undefined) throw new Error('a session has no account');
  const [preferences] = await tx.select().from(accountPreferences).where(eq(accountPreferences.accountId, accountId));
  return {
    account,
    preferences: preferences ?? null,
    ...(await gatherAccess(tx, accountId)),
    ...(await gatherBelongings(tx, account)),
    ...(await gatherTraces(tx, accountId)),
  };
}

async function gatherAccess(tx: Transaction, accountId: string) {
  const open = await tx
    .select({
      createdAt: sessions.createdAt,
      lastSeenAt: sessions.lastSeenAt,
      userAgent: sessions.userAgent,
      network: sessions.network,
    })
    .from(sessions)
    .where(eq(sessions.accountId, accountId))
    .orderBy(desc(sessions.lastSeenAt));
  return { sessions: open, secondFactors: await readSecondFactors(tx, accountId) };
}

async function gatherBelongings(
  tx: Transaction,
  { id: accountId, email }: { readonly id: string; readonly email: string },
) {
  const memberOf = await tx
    .select({ organisation: organisations.name, role: memberships.role, joinedAt: memberships.joinedAt })
    .from(memberships)
    .innerJoin(organisations, eq(organisations.id, memberships.organisationId))
    .where(eq(memberships.accountId, accountId))
    .orderBy(asc(memberships.joinedAt));
  const rights = await tx
    .select({
      type: resourceRights.resourceType,
      id: resourceRights.resourceId,
      mayRead: resourceRights.mayRead,
      mayWrite: resourceRights.mayWrite,
    })
    .from(resourceRights)
    .where(eq(resourceRights.accountId, accountId));
  // The sandbox application was made by the portal: it is known by the address in it.
  const own = await tx
    .select({
      name: applications.name,
      environment: applications.environment,
      phone: applications.phone,
      email: applications.email,
      responsible: applications.responsible,
      createdAt: applications.createdAt,
      deletedAt: applications.deletedAt,
    })
    .from(applications)
    .where(or(eq(applications.createdBy, accountId), eq(applications.email, email)))
    .orderBy(asc(applications.createdAt));
  return { memberships: memberOf, rights, applications: own };
}

async function gatherTraces(tx: Transaction, accountId: string) {
  const accepted = await tx
    .select({ terms: terms.titleFr, version: termsVersions.version, acceptedAt: consents.acceptedAt })
    .from(consents)
    .innerJoin(termsVersions, eq(termsVersions.id, consents.termsVersionId))
    .innerJoin(terms, eq(terms.id, termsVersions.termsId))
    .where(eq(consents.accountId, accountId))
    .orderBy(asc(consents.acceptedAt));
  const asked = await tx
    .select({ requestedAt: subscriptions.requestedAt, message: subscriptions.message, state: subscriptions.state })
    .from(subscriptions)
    .where(eq(subscriptions.requestedBy, accountId))
    .orderBy(asc(subscriptions.requestedAt));
  const acted = await tx
    .select({
      at: auditEntries.at,
      action: auditEntries.action,
      subjectType: auditEntries.subjectType,
      subjectId: auditEntries.subjectId,
      details: auditEntries.details,
    })
    .from(auditEntries)
    .where(eq(auditEntries.actorId, accountId))
    .orderBy(asc(auditEntries.id));
  return { consents: accepted, subscriptionsRequested: asked, audit: acted };
}
