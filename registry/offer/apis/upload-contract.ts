import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { apis } from '#database/tables.ts';
import { compareOperations } from '#registry/contracts/compare-operations.ts';
import { readContractFile } from '#registry/contracts/read-upload.ts';
import { findApiRow } from '#registry/offer/apis/find-row.ts';
import { contractField, lookSchema } from '#registry/offer/apis/lint-contract.ts';
import { apiField } from '#registry/offer/apis/settings.ts';
import { findApi, putApi } from '#registry/offer/entries.ts';
import { mayOffer, offerFields } from '#registry/offer/offer-operation.ts';
import { wrongLife } from '#registry/offer/refusals.ts';
import { reviseOffer } from '#registry/offer/revise.ts';
import { operation } from '#registry/operation.ts';

export const uploadedSchema = lookSchema.extend({
  /** Operations that it adds to the contract in force, and takes from it. */
  added: z.array(z.string()),
  removed: z.array(z.string()),
});

/**
 * Keeps a contract for an API. That of a draft is its contract at once; for an API that is published it waits beside the
 * one in force until `api.publish`.
 *
 * @throws Problem `api.not_found` (404), `api.state` (409) for a retired one, `contract.unreadable` (422), `offer.invalid` (422)
 */
export const uploadContract = operation({
  name: 'contract.upload',
  summary: 'Keeps a contract for an API, to be published; Swagger 2.0 becomes OpenAPI 3.',
  http: { method: 'put', path: '/providers/{provider}/apis/{api}/contract' },
  input: z.strictObject({ provider: offerFields.provider, api: apiField, contract: contractField }),
  output: uploadedSchema,
  authorise: (work, input) => mayOffer(work, input),
  perform: async (work, { subject }, { api, contract: text }) => {
    const row = await findApiRow(work, subject, api);
    if (row.status === 'retired') throw wrongLife(row.status);
    const { contract, findings, ...look } = await readContractFile(text);
    const difference = compareOperations(row.contract, contract);
    const result = {
      ...look,
      findings: [...findings],
      added: [...difference.added],
      removed: [...difference.removed],
    };
    if (row.status === 'draft') {
      const { audit } = await reviseOffer(work, subject, (declared) =>
        putApi(declared, { ...findApi(declared, api), contract: { ...contract } }),
      );
      return { result, audit };
    }
    await work.tx.update(apis).set({ draftContract: contract }).where(eq(apis.id, row.id));
    const details = { key: api, title: look.title, ...difference };
    return { result, audit: [{ subjectType: 'api', subjectId: row.id, details }] };
  },
});
