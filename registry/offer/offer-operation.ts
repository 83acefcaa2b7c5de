/** What single changes of an offer have in common: whose offer it is, who may, and what is answered. */
import { z } from 'zod';
import { changeSchema } from '#registry/declarations/apply.ts';
import type { ProviderInput } from '#registry/declarations/compose.ts';
import { reviseOffer, type Revision } from '#registry/offer/revise.ts';
import type { Operation, Permission, Work } from '#registry/operation.ts';
import { mayDecideFor } from '#registry/permission.ts';
import { findProvider, type FoundProvider } from '#registry/providers/find.ts';
import { referenceSchema } from '#registry/reference.ts';

/** Fields that every change of an offer has. */
export const offerFields = {
  provider: referenceSchema.describe('The provider, by slug or id.'),
  dryRun: z.boolean().default(false).describe('True: nothing is changed, and what would be is told.'),
};

/** What a change has changed; nothing when all was so already. */
export const revisedSchema = z.object({ changes: z.array(changeSchema) });

type OfferInput = { readonly provider: string; readonly dryRun: boolean };

/** May change what the provider offers: its administrators and operators. @throws Problem `provider.not_found` (404) */
export async function mayOffer(
  work: Work,
  { provider }: Pick<OfferInput, 'provider'>,
): Promise<Permission<'decide-for-provider', FoundProvider>> {
  return mayDecideFor(work, await findProvider(work.tx, provider));
}

type Declared<Input extends z.ZodType<OfferInput>> = Pick<
  Operation<Input, typeof revisedSchema>,
  'name' | 'summary' | 'http' | 'input'
> & {
  /** Gives the provider's description as it shall be. */
  readonly edit: (declared: ProviderInput, input: z.output<Input>, work: Work) => Revision;
};

/**
 * Makes an operation that changes a provider's offer.
 *
 * Each throws Problem `provider.not_found` (404), `permission.denied` (403), `offer.invalid` (422), and what its `edit` does.
 */
export function offerOperation<Input extends z.ZodType<OfferInput>>({
  edit,
  ...declared
}: Declared<Input>): Operation<Input, typeof revisedSchema, Permission<'decide-for-provider', FoundProvider>> {
  return {
    ...declared,
    output: revisedSchema,
    authorise: (work, input) => mayOffer(work, input),
    perform: async (work, { subject }, input) => {
      const { dryRun } = input;
      const { changes, audit } = await reviseOffer(work, subject, (own) => edit(own, input, work), { dryRun });
      return { result: { changes: [...changes] }, audit };
    },
  };
}
