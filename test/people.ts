/** A registry on a database of its own, and a small world in it: two consumers' organisations and a provider. */
import { randomBytes } from 'node:crypto';
import { newId } from '#base/ids.ts';
import type { PasswordHasher } from '#base/password-hash.ts';
import {
  accounts,
  apis,
  deployments,
  memberships,
  organisations,
  plans,
  productApis,
  products,
  profiles,
  providers,
  terms,
  termsVersions,
} from '#database/tables.ts';
import { openPasswordFailures } from '#registry/accounts/password-failures.ts';
import type { Actor, Registry } from '#registry/operation.ts';
import { openTestDatabase } from '#test/database.ts';

export const operator: Actor = { kind: 'operator', name: 'command line' };
export const system: Actor = { kind: 'system', name: 'system' };

/** Passwords that cost nothing, for tests that are not about them. */
const plainPasswords: PasswordHasher = {
  hash: async (password) => `plain:${password}`,
  verify: async (phc, password) => phc === `plain:${password}`,
};

export type TestRegistry = Registry & { readonly setNow: (now: string) => void };

/** Opens a registry whose clock stands still until it is set. */
export async function openTestRegistry(passwords: PasswordHasher = plainPasswords): Promise<TestRegistry> {
  const database = await openTestDatabase();
  let nowMs = Date.parse('2026-03-01T12:00:00Z');
  return {
    database,
    clock: { nowMs: () => nowMs },
    sealingKey: { bytes: randomBytes(32) },
    passwords,
    passwordFailures: openPasswordFailures(),
    setNow: (now) => {
      nowMs = Date.parse(now);
    },
  };
}

export type World = Awaited<ReturnType<typeof makeWorld>>;

/** Fills the registry. Slugs carry `tag`, so that several worlds fit into one database. */
export async function makeWorld(registry: Registry, tag = 'w') {
  const people = await makePeople(registry, tag);
  const offer = await makeOffer(registry, tag, people.providerOrganisationId);
  return { ...people, ...offer };
}

async function makePeople(registry: Registry, tag: string) {
  const { query } = registry.database;
  const createdAt = new Date(registry.clock.nowMs());
  const organisation = async (slug: string): Promise<string> => {
    const id = newId();
    await query.insert(organisations).values({ id, slug: `${slug}-${tag}`, name: slug, createdAt });
    return id;
  };
  const person = async (
    name: string,
    organisationId: string,
    role: 'developer' | 'administrator',
    active = true,
  ): Promise<Actor & { kind: 'account' }> => {
    const id = newId();
    const email = `${name}.${tag}@example.org`;
    await query.insert(accounts).values({ id, email, name, active, passwordHash: 'plain:Present-pass-1', createdAt });
    await query.insert(memberships).values({ accountId: id, organisationId, role, joinedAt: createdAt });
    return { kind: 'account', accountId: id, name: email };
  };
  const consumer = await organisation('mtes');
  const other = await organisation('other');
  const providerOrganisationId = await organisation('aife');
  const both = await person('bo', providerOrganisationId, 'administrator');
  await query
    .insert(memberships)
    .values({ accountId: both.accountId, organisationId: consumer, role: 'developer', joinedAt: createdAt });
  return {
    organisation: `mtes-${tag}`,
    otherOrganisation: `other-${tag}`,
    providerOrganisationId,
    developer: await person('dev', consumer, 'developer'),
    administrator: await person('ada', consumer, 'administrator'),
    shut: await person('shut', consumer, 'administrator', false),
    outsider: await person('eve', other, 'administrator'),
    approver: await person('pat', providerOrganisationId, 'administrator'),
    /** Stands on both sides: developer of the consumer, administrator of the provider. */
    both,
    providerDeveloper: await person('pia', providerOrganisationId, 'developer'),
  };
}

type ApiFixture = {
  readonly slug: string;
  readonly environments: readonly ('sandbox' | 'production')[];
  readonly validationNeeded?: boolean;
  readonly status?: 'draft' | 'published';
  readonly termsId?: string;
};

/** Products, each of one API: `open` anywhere, `guarded` by validation, `prod` and `draft` as they are called. */
async function makeOffer(registry: Registry, tag: string, organisationId: string) {
  const { query } = registry.database;
  const provider = `piste-${tag}`;
  const providerId = newId();
  const names = { nameFr: 'Nom', nameEn: 'Name' };
  await query
    .insert(providers)
    .values({ id: providerId, organisationId, slug: provider, ...names, contactEmail: 'a@b.fr' });
  const asked = await makeTerms(registry, providerId, 'cgu');
  const unasked = await makeTerms(registry, providerId, 'old');
  const offer = async (api: ApiFixture): Promise<void> => {
    const id = newId();
    const { slug, validationNeeded = false, status = 'published', termsId = null } = api;
    const contact = { approverEmail: 'a@b.fr', addedAt: new Date(registry.clock.nowMs()) };
    const kind = { dialect: 'piste', credential: 'client-id' } as const;
    await query.insert(apis).values({
      id,
      providerId,
      slug,
      version: '1.0',
      ...names,
      status,
      validationNeeded,
      termsId,
      ...contact,
      ...kind,
    });
    for (const environment of api.environments) {
      const basePath = `/${tag}/${slug}`;
      await query.insert(deployments).values({
        apiId: id,
        environment,
        host: `${environment}.example.org`,
        basePath,
        upstream: 'http://127.0.0.1:9',
      });
    }
    await query.insert(profiles).values({ id: newId(), providerId, apiSlug: slug, code: 'EPCI', ...names });
    const productId = newId();
    await query.insert(products).values({ id: productId, providerId, slug, ...names });
    await query.insert(productApis).values({ productId, apiId: id });
    await query.insert(plans).values([
      { id: newId(), productId, slug: 'default', ...names },
      { id: newId(), productId, slug: 'large', ...names, approvalNeeded: true },
      { id: newId(), productId, slug: 'closed', ...names, retiredAt: new Date(0) },
    ]);
  };
  await offer({ slug: 'open', environments: ['sandbox', 'production'], termsId: asked.termsId });
  await offer({ slug: 'guarded', environments: ['sandbox', 'production'], validationNeeded: true });
  await offer({ slug: 'prod', environments: ['production'] });
  await offer({ slug: 'draft', environments: ['sandbox', 'production'], status: 'draft' });
  return { provider, termsVersion: `${provider}/cgu/1`, unaskedTermsVersion: unasked.versionId };
}

async function makeTerms(registry: Registry, providerId: string, slug: string) {
  const { query } = registry.database;
  const termsId = newId();
  const versionId = newId();
  await query.insert(terms).values({ id: termsId, providerId, slug, titleFr: 'CGU', titleEn: 'Terms' });
  const effectiveAt = new Date(registry.clock.nowMs());
  await query
    .insert(termsVersions)
    .values({ id: versionId, termsId, version: '1', textFr: 'Texte', textEn: 'Text', effectiveAt });
  return { termsId, versionId };
}
