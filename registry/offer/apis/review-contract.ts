import { and, eq, inArray, ne } from 'drizzle-orm';
import { z } from 'zod';
import { apis } from '#database/tables.ts';
import { compareVersions } from '#registry/catalogue/compare-versions.ts';
import { changeSchema } from '#registry/contracts/changes/change.ts';
import { compareContracts } from '#registry/contracts/changes/compare-contracts.ts';
import { readContractFile } from '#registry/contracts/read-upload.ts';
import { upgradeContract } from '#registry/contracts/upgrade-contract.ts';
import { findApiRow } from '#registry/offer/apis/find-row.ts';
import { lookSchema } from '#registry/offer/apis/lint-contract.ts';
import { apiField } from '#registry/offer/apis/settings.ts';
import { mayOffer, offerFields } from '#registry/offer/offer-operation.ts';
import { operation, type Work } from '#registry/operation.ts';

type ApiRow = typeof apis.$inferSelect;

/**
 * Looks over what publishing an API would put in force: the contract that waits, or that of a draft, else the one in
 * force; and how it differs from what callers have now. Lines are those of the document as it is kept.
 *
 * @throws Problem `api.not_found` (404)
 */
export const reviewContract = operation({
  name: 'contract.review',
  summary: 'Looks over the contract that publishing an API would put in force, and compares it with the one before.',
  http: { method: 'get', path: '/providers/{provider}/apis/{api}/contract' },
  input: z.strictObject({ provider: offerFields.provider, api: apiField }),
  output: z.object({
    /** Null: the API has no contract. */
    look: lookSchema.nullable(),
    /** Version that it is compared with; null: there is none. The API's own: the contract in force. */
    since: z.string().nullable(),
    changes: z.array(changeSchema),
    /** True: there are more changes. */
    cut: z.boolean(),
  }),
  authorise: (work, input) => mayOffer(work, input),
  perform: async (work, { subject }, { api }) => {
    const row = await findApiRow(work, subject, api);
    const contract = row.draftContract ?? row.contract;
    if (contract === null) return { result: { look: null, since: null, changes: [], cut: false }, audit: [] };
    const { contract: _contract, findings, ...look } = await readContractFile(JSON.stringify(contract, null, 2));
    const before = await readBefore(work, row);
    const { changes, cut } =
      before === undefined
        ? { changes: [], cut: false }
        : compareContracts(upgradeContract(before.contract), upgradeContract(contract));
    const result = {
      look: { ...look, findings: [...findings] },
      since: before?.version ?? null,
      changes: [...changes],
      cut,
    };
    return { result, audit: [] };
  },
});

/** What callers have now: the contract in force, or for a draft that of the newest version that answers. */
async function readBefore(work: Work, row: ApiRow): Promise<ApiRow | undefined> {
  if (row.status !== 'draft') return row.draftContract === null || row.contract === null ? undefined : row;
  const others = await work.tx
    .select()
    .from(apis)
    .where(
      and(
        eq(apis.providerId, row.providerId),
        eq(apis.slug, row.slug),
        ne(apis.id, row.id),
        inArray(apis.status, ['published', 'deprecated']),
      ),
    );
  return others
    .filter(({ contract }) => contract !== null)
    .toSorted((one, other) => compareVersions(one.version, other.version))
    .at(-1);
}
