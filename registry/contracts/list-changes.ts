import { and, eq, inArray, ne } from 'drizzle-orm';
import { z } from 'zod';
import { apis, providers } from '#database/tables.ts';
import { compareVersions } from '#registry/catalogue/compare-versions.ts';
import { apiNotFound } from '#registry/catalogue/refusals.ts';
import { changeSchema } from '#registry/contracts/changes/change.ts';
import { compareContracts } from '#registry/contracts/changes/compare-contracts.ts';
import { upgradeContract } from '#registry/contracts/upgrade-contract.ts';
import { operation } from '#registry/operation.ts';
import { mayBrowse } from '#registry/permission.ts';

const slug = z.string().trim().max(64);
const version = z.string().trim().max(32);

/**
 * Tells what changed in one version of an API: the computed difference to another one, by default to the version before.
 *
 * @throws Problem `api.not_found` (404): no such API, or no such version of it
 */
export const listChanges = operation({
  name: 'api.changes',
  summary: 'Tells what changed between two versions of an API, and what of it breaks programs.',
  http: { method: 'get', path: '/apis/{provider}/{api}/{version}/changes' },
  input: z.strictObject({
    provider: slug,
    api: slug,
    version,
    since: version.optional().describe('The version to compare with; left out: the one before.'),
  }),
  output: z.object({
    /** The version compared with; null: there is none before. */
    since: z.string().nullable(),
    /** All versions that may be compared, the newest first. */
    versions: z.array(
      z.object({
        version: z.string(),
        status: z.enum(['published', 'deprecated', 'retired']),
        addedAt: z.iso.datetime(),
      }),
    ),
    /** False: one of the two has no contract, so nothing can be said. */
    comparable: z.boolean(),
    changes: z.array(changeSchema),
    /** True: there are more changes than these. */
    cut: z.boolean(),
  }),
  authorise: mayBrowse,
  perform: async ({ tx }, _granted, asked) => {
    const rows = await tx
      .select({ id: apis.id, version: apis.version, status: apis.status, addedAt: apis.addedAt })
      .from(apis)
      .innerJoin(providers, eq(providers.id, apis.providerId))
      .where(and(eq(providers.slug, asked.provider), eq(apis.slug, asked.api), ne(apis.status, 'draft')));
    const versions = rows.toSorted((a, b) => compareVersions(b.version, a.version));
    const newer = versions.find((row) => row.version === asked.version);
    const before = asked.since ?? versions[versions.findIndex((row) => row === newer) + 1]?.version;
    const older = versions.find((row) => row.version === before);
    if (newer === undefined || (asked.since !== undefined && older === undefined)) throw apiNotFound();
    const shown = versions.flatMap(({ version: name, status, addedAt }) =>
      status === 'draft' ? [] : [{ version: name, status, addedAt: addedAt.toISOString() }],
    );
    const known = { since: older?.version ?? null, versions: shown };
    if (older === undefined) return { result: { ...known, comparable: false, changes: [], cut: false }, audit: [] };
    const contracts = await tx
      .select({ id: apis.id, contract: apis.contract })
      .from(apis)
      .where(inArray(apis.id, [older.id, newer.id]));
    const [from, to] = [older, newer].map(({ id }) => contracts.find((row) => row.id === id)?.contract ?? null);
    if (from === null || to === null)
      return { result: { ...known, comparable: false, changes: [], cut: false }, audit: [] };
    const { changes, cut } = compareContracts(upgradeContract(from), upgradeContract(to));
    return { result: { ...known, comparable: true, changes: [...changes], cut }, audit: [] };
  },
});
