/** `declaration.export`: what exists, as a declaration that changes nothing when it is applied. */
import { z } from 'zod';
import { composeDeclaration } from '#registry/declarations/compose.ts';
import { readCurrent } from '#registry/declarations/current.ts';
import { providerOf, type StoredThing } from '#registry/declarations/thing.ts';
import { operation, type Permission } from '#registry/operation.ts';
import { mayDecideFor, mayOperate } from '#registry/permission.ts';
import { findProvider, type FoundProvider } from '#registry/providers/find.ts';
import { referenceSchema } from '#registry/reference.ts';

/**
 * Writes what exists as a declaration: all of it for operators, or one provider with its organisation and accounts, also for
 * the provider's administrators.
 *
 * @throws Problem `provider.not_found` (404)
 */
export const exportDeclaration = operation({
  name: 'declaration.export',
  summary: 'Gives organisations and providers as a declaration that changes nothing when it is applied.',
  http: { method: 'get', path: '/declarations' },
  input: z.strictObject({
    provider: referenceSchema.optional().describe('The one provider to give, by slug or id. Left out: all of them.'),
  }),
  output: z.strictObject({ text: z.string().describe('The declaration, as YAML.') }),
  authorise: async (work, { provider }): Promise<Permission<string, FoundProvider | null>> =>
    provider === undefined ? mayOperate(work) : mayDecideFor(work, await findProvider(work.tx, provider)),
  perform: async (work, { subject: only }) => {
    const current = await readCurrent(work.tx, only === null ? {} : { providerId: only.providerId });
    const chosen = only === null ? current : ofProvider(current, only.providerId);
    return { result: { text: composeDeclaration(withoutRetired(chosen)) }, audit: [] };
  },
});

/** What has been retired is not written: that it is missing says it. APIs and issuers may still be referred to. */
export function withoutRetired(things: readonly StoredThing[]): StoredThing[] {
  const live = things.filter((thing) => !('retired' in thing.values && thing.values.retired));
  const terms = new Set(live.filter((thing) => thing.type === 'terms').map((thing) => thing.key));
  return live.filter(({ type, values }) => type !== 'terms-version' || terms.has(`${values.provider}/${values.terms}`));
}

/** A provider's own things, its organisation with its codes, and the accounts that have rights on its resources. */
export function ofProvider(current: readonly StoredThing[], providerId: string): StoredThing[] {
  const provider = current.find((thing) => thing.type === 'provider' && thing.id === providerId);
  if (provider?.type !== 'provider') return [];
  const { slug, organisation } = provider.values;
  const own = current.filter((thing) => providerOf(thing) === slug);
  const accounts = new Set(own.filter((thing) => thing.type === 'right').map((thing) => thing.values.account));
  return current.filter((thing) => {
    if (thing.type === 'organisation') return thing.key === organisation;
    if (thing.type === 'organisation-code') return thing.values.organisation === organisation;
    if (thing.type === 'account') return accounts.has(thing.key);
    return providerOf(thing) === slug;
  });
}
