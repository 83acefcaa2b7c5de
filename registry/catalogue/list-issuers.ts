import { and, asc, eq, gt } from 'drizzle-orm';
import { z } from 'zod';
import { issuers, providers } from '#database/tables.ts';
import { environmentSchema, issuerSchema } from '#registry/catalogue/schema.ts';
import { operation } from '#registry/operation.ts';
import { makePage, pageFields, pageSchema, readCursor } from '#registry/page.ts';
import { mayBrowse, mayOperate } from '#registry/permission.ts';
import { findProvider } from '#registry/providers/find.ts';
import { referenceSchema } from '#registry/reference.ts';

/**
 * Lists the issuers that answer, by slug; for operators also those that were shut.
 *
 * @throws Problem `provider.not_found` (404), `page.cursor_invalid` (422), `permission.denied` (403)
 */
export const listIssuers = operation({
  name: 'issuer.list',
  summary: 'Lists the authorization servers that answer.',
  http: { method: 'get', path: '/issuers' },
  input: z.strictObject({
    provider: referenceSchema.optional(),
    environment: environmentSchema.optional(),
    withShut: z.boolean().optional(),
    ...pageFields,
  }),
  output: pageSchema(issuerSchema),
  authorise: async (work, { withShut }) => (withShut === true ? mayOperate(work) : mayBrowse()),
  perform: async (work, _granted, { provider, environment, withShut, limit, after }) => {
    const cursor = readCursor(after);
    const from = provider === undefined ? undefined : await findProvider(work.tx, provider);
    const rows = await work.tx
      .select({ issuer: issuers, provider: providers.slug })
      .from(issuers)
      .innerJoin(providers, eq(providers.id, issuers.providerId))
      .where(
        and(
          withShut === true ? undefined : eq(issuers.enabled, true),
          from === undefined ? undefined : eq(issuers.providerId, from.providerId),
          environment === undefined ? undefined : eq(issuers.environment, environment),
          cursor === undefined ? undefined : gt(issuers.slug, cursor.key),
        ),
      )
      .orderBy(asc(issuers.slug))
      .limit(limit + 1);
    const page = makePage(
      rows,
      limit,
      ({ issuer }) => ({ key: issuer.slug, id: issuer.id }),
      ({ issuer, provider }) => present(issuer, provider),
    );
    return { result: page, audit: [] };
  },
});

function present(row: typeof issuers.$inferSelect, provider: string): z.input<typeof issuerSchema> {
  const {
    id,
    slug,
    environment,
    url,
    dialect,
    tokenFormat,
    grants,
    scopes,
    defaultScope,
    accessTokenSeconds,
    enabled,
  } = row;
  const passwordGrantSunsetAt = row.passwordGrantSunsetAt?.toISOString() ?? null;
  const base = { id, provider, slug, environment, url, dialect, tokenFormat, grants, scopes, defaultScope };
  return { ...base, accessTokenSeconds, enabled, passwordGrantSunsetAt };
}
