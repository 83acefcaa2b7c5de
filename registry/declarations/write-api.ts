/** Creates and changes APIs, their deployments and their business profiles. */
import { eq } from 'drizzle-orm';
import * as tables from '#database/tables.ts';
import type { ThingOf } from '#registry/declarations/thing.ts';
import type { Writing } from '#registry/declarations/writing.ts';

/** Writes an API and its deployments. Those that it had were taken away before (`freeAddresses`). */
export async function writeApi(
  { work, idOf }: Writing,
  id: string,
  { values }: ThingOf<'api'>,
  isNew: boolean,
): Promise<void> {
  const {
    slug,
    version,
    nameFr,
    nameEn,
    descriptionFr,
    descriptionEn,
    status,
    type,
    dialect,
    credential,
    cors,
    webSocket,
    openData,
  } = values;
  const row = {
    ...{ nameFr, nameEn, descriptionFr, descriptionEn, status, type, dialect, credential, cors, webSocket, openData },
    deprecatedAt: values.deprecated === null ? null : new Date(values.deprecated),
    sunsetAt: values.sunset === null ? null : new Date(values.sunset),
    successor: values.successor,
    tags: [...values.tags],
    requiredScopes: [...values.scopes],
    validationNeeded: values.validationNeeded,
    approverEmail: values.approver,
    administratorEmail: values.administrator,
    termsId: values.terms === null ? null : idOf('terms', `${values.provider}/${values.terms}`),
    contract: values.contract,
  };
  if (isNew) {
    const providerId = idOf('provider', values.provider);
    await work.tx.insert(tables.apis).values({ id, providerId, slug, version, ...row, addedAt: work.now });
  } else await work.tx.update(tables.apis).set(row).where(eq(tables.apis.id, id));
  for (const environment of ['sandbox', 'production'] as const) {
    const deployment = values[environment];
    if (deployment === null) continue;
    const issuerId = deployment.issuer === null ? null : idOf('issuer', deployment.issuer);
    await work.tx.insert(tables.deployments).values({ ...deployment, apiId: id, environment, issuerId });
  }
}

/** Writes a business profile of an API slug. */
export async function writeProfile(
  { work, idOf }: Writing,
  id: string,
  { values }: ThingOf<'profile'>,
  isNew: boolean,
): Promise<void> {
  const { api: apiSlug, code, nameFr, nameEn } = values;
  const row = { nameFr, nameEn, retiredAt: values.retired ? work.now : null };
  const providerId = idOf('provider', values.provider);
  if (isNew) await work.tx.insert(tables.profiles).values({ id, providerId, apiSlug, code, ...row });
  else await work.tx.update(tables.profiles).set(row).where(eq(tables.profiles.id, id));
}
