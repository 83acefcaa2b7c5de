import { z } from 'zod';
import { limits } from '#base/limits.ts';
import { findingSchema } from '#registry/contracts/lint/finding.ts';
import { readContractFile } from '#registry/contracts/read-upload.ts';
import { mayOffer, offerFields } from '#registry/offer/offer-operation.ts';
import { operation } from '#registry/operation.ts';

/** A contract file as text. */
export const contractField = z
  .string()
  .min(1)
  .max(limits.contractBytes)
  .describe('OpenAPI 3.0 or 3.1, or Swagger 2.0, as JSON or YAML.');

/** What a look at a contract file gives. */
export const lookSchema = z.object({
  format: z.string(),
  title: z.string(),
  version: z.string(),
  operations: z.number().int(),
  findings: z.array(findingSchema),
});

/**
 * Looks a contract over and keeps nothing of it.
 *
 * @throws Problem `provider.not_found` (404), `contract.unreadable` (422)
 */
export const lintContract = operation({
  name: 'contract.lint',
  summary: 'Looks a contract over: what keeps it from being published, and what its readers will miss.',
  http: { method: 'post', path: '/providers/{provider}/contracts/lint' },
  input: z.strictObject({ provider: offerFields.provider, contract: contractField }),
  output: lookSchema,
  authorise: (work, input) => mayOffer(work, input),
  perform: async (_work, _granted, { contract }) => {
    const { contract: _contract, findings, ...look } = await readContractFile(contract);
    return { result: { ...look, findings: [...findings] }, audit: [] };
  },
});
