/** Carries planned changes out: for each type of thing, how it is created and how it is changed. */
import { and, eq, inArray } from 'drizzle-orm';
import { newId } from '#base/ids.ts';
import * as tables from '#database/tables.ts';
import type { PlannedChange } from '#registry/declarations/plan-changes.ts';
import { nameOf, type StoredThing, type ThingOf, type ThingType } from '#registry/declarations/thing.ts';
import { writeApi, writeProfile } from '#registry/declarations/write-api.ts';
import type { Writing } from '#registry/declarations/writing.ts';
import { tellRetired } from '#registry/notices/tell-ends.ts';
import type { Work } from '#registry/operation.ts';

/** Writes one thing that exists under `id` (change) or shall exist under it (create). */
type Write<Type extends ThingType> = (
  writing: Writing,
  id: string,
  thing: ThingOf<Type>,
  isNew: boolean,
) => Promise<void>;

/**
 * Carries `changes` out in their order. `current` gives the ids of what exists.
 *
 * Gives the id of each changed thing, for the audit.
 */
export async function writeChanges(
  work: Work,
  current: readonly StoredThing[],
  changes: readonly PlannedChange[],
): Promise<string[]> {
  const ids = new Map(current.map((thing) => [nameOf(thing.type, thing.key), thing.id]));
  const writing: Writing = {
    work,
    idOf: (type, key) => {
      const id = ids.get(nameOf(type, key));
      if (id === undefined) throw new Error(`the declaration was checked, yet there is no ${nameOf(type, key)}`);
      return id;
    },
  };
  await tellRetired(work, endingApis(writing, changes));
  await freeAddresses(writing, changes);
  const written: string[] = [];
  for (const { kind, thing } of changes) {
    const isNew = kind === 'create';
    const id = isNew ? newId(work.now.getTime()) : writing.idOf(thing.type, thing.key);
    if (isNew) ids.set(nameOf(thing.type, thing.key), id);
    await writeThing(writing, id, thing, isNew);
    written.push(thing.type === 'right' ? thing.key : id);
  }
  return written;
}

/** The ids of APIs that answered until now and shall not any more. */
function endingApis({ idOf }: Writing, changes: readonly PlannedChange[]): string[] {
  return changes
    .filter(({ kind, thing }) => kind !== 'create' && thing.type === 'api' && thing.values.status === 'retired')
    .filter(({ fields }) => fields.some(({ field, from }) => field === 'status' && from !== 'draft'))
    .map(({ thing }) => idOf('api', thing.key));
}

/** Changed APIs let go of their addresses before any of them takes one: two may swap theirs. */
async function freeAddresses({ work, idOf }: Writing, changes: readonly PlannedChange[]): Promise<void> {
  const ids = changes
    .filter(({ kind, thing }) => kind !== 'create' && thing.type === 'api')
    .map(({ thing }) => idOf('api', thing.key));
  if (ids.length > 0) await work.tx.delete(tables.deployments).where(inArray(tables.deployments.apiId, ids));
}

function writeThing(writing: Writing, id: string, thing: PlannedChange['thing'], isNew: boolean): Promise<void> {
  // The two sides are one type's: the table below has an entry for each type with that type's own writer.
  const write = writers[thing.type] as Write<ThingType>;
  return write(writing, id, thing, isNew);
}

const writeOrganisation: Write<'organisation'> = async ({ work }, id, { values: { slug, name } }, isNew) => {
  if (isNew) await work.tx.insert(tables.organisations).values({ id, slug, name, createdAt: work.now });
  else await work.tx.update(tables.organisations).set({ name }).where(eq(tables.organisations.id, id));
};

const writeCode: Write<'organisation-code'> = async ({ work, idOf }, id, { values }, isNew) => {
  const organisationId = idOf('organisation', values.organisation);
  const expiresAt = values.expires === null ? null : new Date(values.expires);
  const row = { organisationId, role: values.role, useLimit: values.limit, expiresAt };
  if (isNew) await work.tx.insert(tables.organisationCodes).values({ id, code: values.code, ...row });
  else await work.tx.update(tables.organisationCodes).set(row).where(eq(tables.organisationCodes.id, id));
};

/** New accounts are active and have no password: nobody can log in until one is set. */
const writeAccount: Write<'account'> = async ({ work }, id, { values: { email, name } }, isNew) => {
  if (isNew) await work.tx.insert(tables.accounts).values({ id, email, name, active: true, createdAt: work.now });
  else await work.tx.update(tables.accounts).set({ name }).where(eq(tables.accounts.id, id));
};

const writeProvider: Write<'provider'> = async ({ work, idOf }, id, { values }, isNew) => {
  const { slug, nameFr, nameEn, contact: contactEmail, timeZone } = values;
  const row = { organisationId: idOf('organisation', values.organisation), nameFr, nameEn, contactEmail, timeZone };
  if (isNew) await work.tx.insert(tables.providers).values({ id, slug, ...row });
  else await work.tx.update(tables.providers).set(row).where(eq(tables.providers.id, id));
};

const writeIssuer: Write<'issuer'> = async ({ work, idOf }, id, { values }, isNew) => {
  const row = {
    environment: values.environment,
    url: values.url,
    dialect: values.dialect,
    tokenFormat: values.tokenFormat,
    signingAlgorithm: values.algorithm,
    grants: [...values.grants],
    scopes: [...values.scopes],
    defaultScope: values.defaultScope,
    accessTokenSeconds: values.accessTokenSeconds,
    refreshTokenSeconds: values.refreshTokenSeconds,
    keyRotationDays: values.keyRotationDays,
    enabled: values.enabled,
    passwordGrantSunsetAt: values.passwordSunset === null ? null : new Date(values.passwordSunset),
  };
  const providerId = idOf('provider', values.provider);
  if (isNew) await work.tx.insert(tables.issuers).values({ id, providerId, slug: values.slug, ...row });
  else await work.tx.update(tables.issuers).set(row).where(eq(tables.issuers.id, id));
};

const writeTerms: Write<'terms'> = async ({ work, idOf }, id, { values }, isNew) => {
  const { slug, titleFr, titleEn } = values;
  const row = { titleFr, titleEn, retiredAt: values.retired ? work.now : null };
  const providerId = idOf('provider', values.provider);
  if (isNew) await work.tx.insert(tables.terms).values({ id, providerId, slug, ...row });
  else await work.tx.update(tables.terms).set(row).where(eq(tables.terms.id, id));
};

const writeTermsVersion: Write<'terms-version'> = async ({ work, idOf }, id, { values }, isNew) => {
  const { version, textFr, textEn } = values;
  const termsId = idOf('terms', `${values.provider}/${values.terms}`);
  const effectiveAt = new Date(values.effective);
  if (isNew) await work.tx.insert(tables.termsVersions).values({ id, termsId, version, textFr, textEn, effectiveAt });
  else await work.tx.update(tables.termsVersions).set({ effectiveAt }).where(eq(tables.termsVersions.id, id));
};

const writeProduct: Write<'product'> = async ({ work, idOf }, id, { values }, isNew) => {
  const { nameFr, nameEn, descriptionFr, descriptionEn } = values;
  const row = { nameFr, nameEn, descriptionFr, descriptionEn, retiredAt: values.retired ? work.now : null };
  const providerId = idOf('provider', values.provider);
  if (isNew) await work.tx.insert(tables.products).values({ id, providerId, slug: values.slug, ...row });
  else await work.tx.update(tables.products).set(row).where(eq(tables.products.id, id));
  await work.tx.delete(tables.productApis).where(eq(tables.productApis.productId, id));
  const held = values.apis.map((api) => ({ productId: id, apiId: idOf('api', `${values.provider}/${api}`) }));
  if (held.length > 0) await work.tx.insert(tables.productApis).values(held);
};

const writePlan: Write<'plan'> = async ({ work, idOf }, id, { values }, isNew) => {
  const row = {
    nameFr: values.nameFr,
    nameEn: values.nameEn,
    ratePerSecond: values.rate,
    burst: values.burst,
    quotaPerDay: values.quotaDay,
    quotaPerMonth: values.quotaMonth,
    per: values.per,
    atLimit: values.atLimit,
    approvalNeeded: values.approval,
    retiredAt: values.retired ? work.now : null,
  };
  const productId = idOf('product', `${values.provider}/${values.product}`);
  if (isNew) await work.tx.insert(tables.plans).values({ id, productId, slug: values.slug, ...row });
  else await work.tx.update(tables.plans).set(row).where(eq(tables.plans.id, id));
};

const writeRight: Write<'right'> = async ({ work, idOf }, _id, { values }, isNew) => {
  const { type: resourceType, id: resourceId, read: mayRead, write: mayWrite } = values;
  const accountId = idOf('account', values.account);
  const providerId = idOf('provider', values.provider);
  const rights = tables.resourceRights;
  if (isNew) {
    await work.tx.insert(rights).values({ accountId, providerId, resourceType, resourceId, mayRead, mayWrite });
    return;
  }
  const same = and(
    eq(rights.accountId, accountId),
    eq(rights.providerId, providerId),
    eq(rights.resourceType, resourceType),
    eq(rights.resourceId, resourceId),
  );
  await work.tx.update(rights).set({ mayRead, mayWrite }).where(same);
};

const writers: { readonly [Type in ThingType]: Write<Type> } = {
  organisation: writeOrganisation,
  'organisation-code': writeCode,
  account: writeAccount,
  provider: writeProvider,
  issuer: writeIssuer,
  terms: writeTerms,
  'terms-version': writeTermsVersion,
  api: writeApi,
  profile: writeProfile,
  product: writeProduct,
  plan: writePlan,
  right: writeRight,
};
