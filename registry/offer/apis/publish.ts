import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { limits } from '#base/limits.ts';
import { Problem, type ProblemFault } from '#base/problem.ts';
import { apis } from '#database/tables.ts';
import { errorsOf } from '#registry/contracts/lint/errors-of.ts';
import { findApiRow } from '#registry/offer/apis/find-row.ts';
import { apiField } from '#registry/offer/apis/settings.ts';
import { findApi, putApi, type ApiEntry } from '#registry/offer/entries.ts';
import { mayOffer, offerFields, revisedSchema } from '#registry/offer/offer-operation.ts';
import { wrongLife } from '#registry/offer/refusals.ts';
import { reviseOffer } from '#registry/offer/revise.ts';
import { operation } from '#registry/operation.ts';

/**
 * Publishes a draft, or the contract that waits beside one in force. From the next moment on the gateway routes by it.
 *
 * @throws Problem `api.not_found` (404), `api.state` (409) for a retired one, `api.not_ready` (422) with what is missing:
 *   errors of the contract, an address; `offer.invalid` (422)
 */
export const publishApi = operation({
  name: 'api.publish',
  summary: 'Publishes a draft, or the contract that waits beside the one in force.',
  http: { method: 'post', path: '/providers/{provider}/apis/{api}/publish' },
  input: z.strictObject({ ...offerFields, api: apiField }),
  output: revisedSchema,
  authorise: (work, input) => mayOffer(work, input),
  perform: async (work, { subject }, { api, dryRun }) => {
    const row = await findApiRow(work, subject, api);
    if (row.status === 'retired') throw wrongLife(row.status);
    const contract = row.draftContract ?? row.contract;
    const errors = contract === null ? [] : await errorsOf(contract);
    const { changes, audit } = await reviseOffer(
      work,
      subject,
      (declared) => {
        const entry = findApi(declared, api);
        refuseUnready([...errors, ...unplaced(entry)]);
        const status = entry.status === 'deprecated' ? 'deprecated' : 'published';
        // A contract was judged to be a mapping when it was read.
        const put = contract === null ? {} : { contract: contract as Record<string, unknown> };
        return putApi(declared, { ...entry, ...put, status });
      },
      { dryRun },
    );
    if (!dryRun) await work.tx.update(apis).set({ draftContract: null }).where(eq(apis.id, row.id));
    return { result: { changes: [...changes] }, audit };
  },
});

function unplaced({ deployments }: ApiEntry): ProblemFault[] {
  if (deployments?.sandbox !== undefined || deployments?.production !== undefined) return [];
  return [
    {
      path: 'deployments',
      message: 'The API has no address yet: give it one in the sandbox, in production or in both.',
      fr: "L'API n'a pas encore d'adresse : donnez-lui-en une en bac à sable, en production ou dans les deux.",
    },
  ];
}

function refuseUnready(faults: readonly ProblemFault[]): void {
  if (faults.length === 0) return;
  throw new Problem(
    'api.not_ready',
    422,
    {
      en: 'The API cannot be published yet; see what is missing.',
      fr: "L'API ne peut pas encore être publiée ; voyez ce qui manque.",
    },
    { faults: faults.slice(0, limits.contractFindings) },
  );
}
