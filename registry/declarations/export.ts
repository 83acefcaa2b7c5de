/** `declaration.export`: what exists, as a declaration that changes nothing when it is applied. */
import { z } from 'zod';
import { Problem } from '#base/problem.ts';
import { composeDeclaration } from '#registry/declarations/compose.ts';
import { readCurrent } from '#registry/declarations/current.ts';
import { providerOf, type StoredThing } from '#registry/declarations/thing.ts';
import { operation } from '#registry/operation.ts';
import { mayOperate } from '#registry/permission.ts';

export const exportDeclaration = operation({
  name: 'declaration.export',
  summary: 'Gives organisations and providers as a declaration that changes nothing when it is applied.',
  http: { method: 'get', path: '/declarations' },
  input: z.strictObject({
    provider: z.string().max(64).optional().describe('Slug of the one provider to give. Left out: all of them.'),
  }),
  output: z.strictObject({ text: z.string().describe('The declaration, as YAML.') }),
  authorise: mayOperate,
  perform: async (work, _granted, { provider }) => {
    const current = await readCurrent(work.tx, []);
    const chosen = provider === undefined ? current : ofProvider(current, provider);
    return { result: { text: composeDeclaration(chosen.filter(isLive)) }, audit: [] };
  },
});

/** Retired products and plans are not written: that they are missing says it. APIs and issuers may still be referred to. */
function isLive(thing: StoredThing): boolean {
  return !(thing.type === 'product' || thing.type === 'plan') || !thing.values.retired;
}

/** A provider's own things, its organisation, and the accounts that have rights on its resources. */
function ofProvider(current: readonly StoredThing[], slug: string): StoredThing[] {
  const own = current.filter((thing) => providerOf(thing) === slug);
  const provider = own.find((thing) => thing.type === 'provider');
  if (provider === undefined) {
    throw new Problem('provider.not_found', 404, {
      en: `There is no provider ${slug}.`,
      fr: `Il n'y a pas de fournisseur ${slug}.`,
    });
  }
  const { organisation } = provider.values;
  const accounts = new Set(own.filter((thing) => thing.type === 'right').map((thing) => thing.values.account));
  return current.filter((thing) => {
    if (thing.type === 'organisation') return thing.key === organisation;
    if (thing.type === 'organisation-code') return thing.values.organisation === organisation;
    if (thing.type === 'account') return accounts.has(thing.key);
    return providerOf(thing) === slug;
  });
}
