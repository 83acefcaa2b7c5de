import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { apis } from '#database/tables.ts';
import { findApiRow } from '#registry/offer/apis/find-row.ts';
import { apiField } from '#registry/offer/apis/settings.ts';
import { mayOffer, offerFields } from '#registry/offer/offer-operation.ts';
import { operation } from '#registry/operation.ts';

/** Throws away the contract that waits to be published; that in force stays. @throws Problem `api.not_found` (404) */
export const discardContract = operation({
  name: 'contract.discard',
  summary: 'Throws away the contract that waits to be published; that in force stays.',
  http: { method: 'delete', path: '/providers/{provider}/apis/{api}/contract' },
  input: z.strictObject({ provider: offerFields.provider, api: apiField }),
  output: z.object({ discarded: z.boolean() }),
  authorise: (work, input) => mayOffer(work, input),
  perform: async (work, { subject }, { api }) => {
    const row = await findApiRow(work, subject, api);
    if (row.draftContract === null) return { result: { discarded: false }, audit: [] };
    await work.tx.update(apis).set({ draftContract: null }).where(eq(apis.id, row.id));
    const note = { subjectType: 'api', subjectId: row.id, details: { key: api } };
    return { result: { discarded: true }, audit: [note] };
  },
});
