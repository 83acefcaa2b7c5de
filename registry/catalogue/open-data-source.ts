import { and, eq, inArray } from 'drizzle-orm';
import { apis, deployments, providers } from '#database/tables.ts';
import type { Registry } from '#registry/operation.ts';

/** The service that has an API's open data: never shown to anybody, the portal asks it. */
export type OpenDataSource = {
  /** Addresses with spaces between, or `local:<name>`. */
  readonly upstream: string;
  /** Certificate authorities to trust besides the system's, PEM; null: none. */
  readonly authority: string | null;
  /** Slug of the API: for whom the identity header is made. */
  readonly api: string;
};

type Named = { readonly provider: string; readonly slug: string; readonly version: string };

/** Where the data of an API are that everybody may look at, of its production first; null: it has none, or does not answer. */
export async function findOpenDataSource({ database }: Registry, named: Named): Promise<OpenDataSource | null> {
  const [row] = await database.query
    .select({ upstream: deployments.upstream, authority: deployments.upstreamAuthority, api: apis.slug })
    .from(apis)
    .innerJoin(providers, eq(providers.id, apis.providerId))
    .innerJoin(deployments, eq(deployments.apiId, apis.id))
    .where(
      and(
        ...[eq(providers.slug, named.provider), eq(apis.slug, named.slug), eq(apis.version, named.version)],
        ...[eq(apis.openData, true), inArray(apis.status, ['published', 'deprecated'])],
      ),
    )
    // `sandbox` stands behind `production` in the alphabet.
    .orderBy(deployments.environment)
    .limit(1);
  return row ?? null;
}
