import { and, asc, eq, inArray, isNull, like, sql } from 'drizzle-orm';
import type { Query, Transaction } from '#database/database.ts';
import { accounts, applications, memberships, organisations, providers } from '#database/tables.ts';

type Named = { readonly id: string; readonly name: string };

/** What deleting an account would do: shown before it is done. */
export type Consequences = {
  /** Organisations that were made for this account and that nobody else belongs to: they go. */
  readonly ownOrganisations: readonly Named[];
  /** Applications of these: they are deleted, their secrets withdrawn, their subscriptions ended. */
  readonly applications: readonly Named[];
  /** Organisations that the person leaves; their applications stay. */
  readonly leftOrganisations: readonly Named[];
  /** Names of organisations that would be left without an administrator: they stand in the way. */
  readonly blockedBy: readonly string[];
};

/** Reads what deleting the account would do. */
export async function readConsequences(query: Query | Transaction, accountId: string): Promise<Consequences> {
  const rows = await query
    .select({
      id: organisations.id,
      name: organisations.name,
      role: memberships.role,
      personal: like(organisations.slug, 'personal-%'),
      provides: sql<boolean>`exists (select 1 from ${providers} where ${providers.organisationId} = ${organisations.id})`,
      others: othersIn(accountId, sql`true`),
      otherAdministrators: othersIn(accountId, sql`m.role = 'administrator'`),
    })
    .from(memberships)
    .innerJoin(organisations, eq(organisations.id, memberships.organisationId))
    .where(eq(memberships.accountId, accountId))
    .orderBy(asc(organisations.name));
  const own = rows.filter((row) => row.personal === true && row.others === 0 && !row.provides);
  const left = rows.filter((row) => !own.includes(row));
  const blocking = left.filter(
    (row) => row.role === 'administrator' && row.otherAdministrators === 0 && (row.others > 0 || row.provides),
  );
  return {
    ownOrganisations: own.map(named),
    applications: await liveApplications(
      query,
      own.map(({ id }) => id),
    ),
    leftOrganisations: left.map(named),
    blockedBy: blocking.map(({ name }) => name),
  };
}

/** Active members of the organisation besides the account itself. */
function othersIn(accountId: string, condition: ReturnType<typeof sql>) {
  return sql<number>`(
    select count(*)::int from ${memberships} m join ${accounts} a on a.id = m.account_id
     where m.organisation_id = ${organisations.id} and m.account_id <> ${accountId} and a.active and ${condition})`;
}

function named({ id, name }: Named): Named {
  return { id, name };
}

async function liveApplications(query: Query | Transaction, ids: readonly string[]): Promise<Named[]> {
  if (ids.length === 0) return [];
  return query
    .select({ id: applications.id, name: applications.name })
    .from(applications)
    .where(and(inArray(applications.organisationId, [...ids]), isNull(applications.deletedAt)))
    .orderBy(asc(applications.name));
}
