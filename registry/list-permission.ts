import type { Permission, Work } from '#registry/operation.ts';
import { readApplication } from '#registry/applications/find.ts';
import { applicationNotFound } from '#registry/applications/refusals.ts';
import { anyRole, mayActFor, mayDecideFor, mayOperate } from '#registry/permission.ts';
import { findProvider } from '#registry/providers/find.ts';

type Asked = { readonly application?: string | undefined; readonly provider?: string | undefined };

/** What a list between consumers and providers is narrowed to; null: to nothing, for operators. */
type Narrowed = { readonly applicationId: string | undefined; readonly providerId: string | undefined } | null;

/**
 * May list what stands between consumers and providers: an application's part its organisation, a provider's part its
 * administrators, all of it operators. Who names both is asked for the application's side.
 *
 * @throws Problem `application.not_found` (404), `provider.not_found` (404), `permission.denied` (403)
 */
export async function mayListBetween(work: Work, asked: Asked): Promise<Permission<string, Narrowed>> {
  const provider = asked.provider === undefined ? undefined : await findProvider(work.tx, asked.provider);
  const providerId = provider?.providerId;
  if (asked.application !== undefined) {
    const { id, organisationId } = await readApplication(work.tx, asked.application);
    return mayActFor(work, { organisationId, applicationId: id, providerId }, anyRole, applicationNotFound());
  }
  if (provider === undefined) return mayOperate(work);
  return mayDecideFor(work, { ...provider, applicationId: undefined });
}
