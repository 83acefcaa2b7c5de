/** Whose part of the request log somebody may read, as conditions on its rows. */
import { sql, type SQL } from 'drizzle-orm';
import { findMeteredApi } from '#metering/find-api.ts';
import { readApplication } from '#registry/applications/find.ts';
import { applicationNotFound } from '#registry/applications/refusals.ts';
import { apiNotFound } from '#registry/catalogue/refusals.ts';
import type { Permission, Work } from '#registry/operation.ts';
import { anyRole, mayActFor, mayDecideFor, mayOperate, operates, roleIn } from '#registry/permission.ts';
import { findProvider } from '#registry/providers/find.ts';

/** Null: all of it. */
export type LogScope = {
  /** The one condition that an index finds and orders. */
  readonly indexed: SQL;
  /** What is asked of the entries besides. */
  readonly narrowed: SQL;
} | null;

type Asked = {
  readonly application?: string | undefined;
  readonly api?: string | undefined;
  readonly provider?: string | undefined;
};

/**
 * May read the log of the application, the API or the provider that is named. Who belongs to the application reads it from
 * its side, with an API to narrow it; else who names an API or a provider is asked for that side, with an application to
 * narrow it. Who names nothing must be an operator.
 *
 * @throws Problem `application.not_found`, `api.not_found`, `provider.not_found` (404), `permission.denied` (403)
 */
export async function mayReadLog(work: Work, asked: Asked): Promise<Permission<string, LogScope>> {
  const application = asked.application === undefined ? null : await readApplication(work.tx, asked.application);
  const side = await providerSide(work, asked);
  const ofApplication = application === null ? sql`true` : sql`application_id = ${application.id}::uuid`;
  if (application !== null) {
    const { organisationId } = application;
    const own = side === null || (await operates(work)) || (await roleIn(work, organisationId)) !== undefined;
    const subject = { organisationId, indexed: ofApplication, narrowed: side?.condition ?? sql`true` };
    if (own) return mayActFor(work, subject, anyRole, applicationNotFound());
  }
  if (side === null) return mayOperate(work);
  const { providerOrganisationId, condition, hidden } = side;
  return mayDecideFor(work, { providerOrganisationId, indexed: condition, narrowed: ofApplication }, hidden);
}

async function providerSide(work: Work, { api, provider }: Asked) {
  if (api !== undefined) {
    const { apiId, providerOrganisationId } = await findMeteredApi(work.tx, api);
    return { providerOrganisationId, condition: sql`api_id = ${apiId}::uuid`, hidden: apiNotFound() };
  }
  if (provider === undefined) return null;
  const { providerId, providerOrganisationId } = await findProvider(work.tx, provider);
  return { providerOrganisationId, condition: sql`provider_id = ${providerId}::uuid`, hidden: undefined };
}
