import { eq } from 'drizzle-orm';
import { memberships, organisations, providers } from '#database/tables.ts';
import type { Registry } from '#registry/operation.ts';
import type { Role } from '#registry/permission.ts';

/** An organisation that a person is a member of. */
export type StandingOrganisation = { readonly slug: string; readonly name: string; readonly role: Role };

/** A provider that a person administers. */
export type StandingProvider = { readonly slug: string; readonly nameFr: string; readonly nameEn: string };

/** Where a person stands: what the pages offer to that person. Rights are checked by each operation, never by this. */
export type Standing = {
  readonly organisations: readonly StandingOrganisation[];
  readonly providers: readonly StandingProvider[];
};

/** Gives the organisations of an account by name, and the providers that it administers. */
export async function readStanding(registry: Pick<Registry, 'database'>, accountId: string): Promise<Standing> {
  const rows = await registry.database.query
    .select({
      slug: organisations.slug,
      name: organisations.name,
      role: memberships.role,
      provider: { slug: providers.slug, nameFr: providers.nameFr, nameEn: providers.nameEn },
    })
    .from(memberships)
    .innerJoin(organisations, eq(organisations.id, memberships.organisationId))
    .leftJoin(providers, eq(providers.organisationId, organisations.id))
    .where(eq(memberships.accountId, accountId))
    .orderBy(organisations.name);
  return {
    organisations: rows.map(({ slug, name, role }) => ({ slug, name, role })),
    providers: rows.flatMap(({ role, provider }) => (role === 'administrator' && provider !== null ? [provider] : [])),
  };
}
