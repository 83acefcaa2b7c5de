/** How an application stands towards terms: what was accepted, what is demanded, what will be. */
import { asc, eq, inArray } from 'drizzle-orm';
import { z } from 'zod';
import type { Transaction } from '#database/database.ts';
import { accounts, consents, providers, terms, termsVersions } from '#database/tables.ts';
import { localisedSchema } from '#registry/catalogue/schema.ts';
import { versionsThatCount } from '#registry/terms/in-force.ts';

const versionSchema = z.object({
  id: z.string(),
  version: z.string(),
  effectiveAt: z.iso.datetime(),
  /** When it was accepted for the application, and by whom; null: it was not, or the person is gone. */
  acceptedAt: z.iso.datetime().nullable(),
  acceptedBy: z.string().nullable(),
});

export const termsStateSchema = z.object({
  /** `provider/slug`, for `terms.get`. */
  reference: z.string(),
  title: localisedSchema,
  /**
   * `accepted`: nothing to do; `due`: calls are refused until the version in force is accepted; `renewal`: a version that is
   * announced should be accepted before its day; `later`: no version is in force yet.
   */
  state: z.enum(['accepted', 'due', 'renewal', 'later']),
  /** The version to accept now; null: none. */
  wanted: versionSchema.nullable(),
  /** Every version, oldest first. */
  versions: z.array(versionSchema),
});

export type TermsState = z.input<typeof termsStateSchema>;
type VersionState = TermsState['versions'][number];
type Dated = VersionState & { readonly at: Date };

/** Judges the versions of terms, each with its consent. */
export function judgeTerms(versions: readonly Dated[], nowMs: number): Pick<TermsState, 'state' | 'wanted'> {
  const counting = versionsThatCount(
    versions.map((version) => ({ ...version, effectiveAt: version.at })),
    nowMs,
  );
  const stateOf = (id: string | undefined): VersionState | null => {
    const found = versions.find((version) => version.id === id);
    return found === undefined ? null : presentVersion(found);
  };
  const first = counting[0];
  if (first === undefined) return { state: 'later', wanted: stateOf(versions[0]?.id) };
  const accepted = counting.findLastIndex((version) => version.acceptedAt !== null);
  if (accepted === -1) return { state: 'due', wanted: stateOf(first.id) };
  const next = counting[accepted + 1];
  return next === undefined ? { state: 'accepted', wanted: null } : { state: 'renewal', wanted: stateOf(next.id) };
}

function presentVersion({ id, version, effectiveAt, acceptedAt, acceptedBy }: VersionState): VersionState {
  return { id, version, effectiveAt, acceptedAt, acceptedBy };
}

/** Reads the state of each of `termsIds` for an application, by id. */
export async function readTermsStates(
  tx: Transaction,
  applicationId: string,
  termsIds: readonly string[],
  now: Date,
): Promise<ReadonlyMap<string, TermsState>> {
  if (termsIds.length === 0) return new Map();
  const given = tx.select().from(consents).where(eq(consents.applicationId, applicationId)).as('given');
  const rows = await tx
    .select({
      terms,
      provider: providers.slug,
      version: termsVersions,
      acceptedAt: given.acceptedAt,
      by: accounts.name,
    })
    .from(terms)
    .innerJoin(providers, eq(providers.id, terms.providerId))
    .innerJoin(termsVersions, eq(termsVersions.termsId, terms.id))
    .leftJoin(given, eq(given.termsVersionId, termsVersions.id))
    .leftJoin(accounts, eq(accounts.id, given.accountId))
    .where(inArray(terms.id, [...termsIds]))
    .orderBy(asc(providers.slug), asc(terms.slug), asc(termsVersions.effectiveAt), asc(termsVersions.version));
  const found = new Map<string, TermsState>();
  for (const [id, ofTerms] of Map.groupBy(rows, (row) => row.terms.id)) {
    const first = ofTerms[0];
    if (first === undefined) continue;
    const { terms: row, provider } = first;
    const versions = ofTerms.map(({ version, acceptedAt, by }) => ({
      id: version.id,
      version: version.version,
      effectiveAt: version.effectiveAt.toISOString(),
      acceptedAt: acceptedAt?.toISOString() ?? null,
      acceptedBy: by,
      at: version.effectiveAt,
    }));
    found.set(id, {
      reference: `${provider}/${row.slug}`,
      title: { fr: row.titleFr, en: row.titleEn },
      ...judgeTerms(versions, now.getTime()),
      versions: versions.map(presentVersion),
    });
  }
  return found;
}
