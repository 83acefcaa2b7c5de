/** Tells consumers that a new version of terms they have accepted is to be accepted. */
import { and, eq, exists, gt, inArray, isNull, lt, notExists, sql } from 'drizzle-orm';
import { limits } from '#base/limits.ts';
import { apis, consents, providers, subscriptions, terms, termsVersions } from '#database/tables.ts';
import { termsRenewed } from '#notifications/mails/terms-renewed.ts';
import { tell } from '#notifications/notices/tell.ts';
import { readConsumer, readUntold } from '#registry/notices/consumers.ts';
import type { Work } from '#registry/operation.ts';

type Renewal = {
  readonly version: typeof termsVersions.$inferSelect;
  readonly terms: typeof terms.$inferSelect;
  readonly provider: typeof providers.$inferSelect;
};

/** Gives the number of mails. A version in force for long is nobody's news: those of old instances are passed over. */
export async function tellRenewals(work: Work): Promise<number> {
  const news = await work.tx
    .select({ version: termsVersions, terms, provider: providers })
    .from(termsVersions)
    .innerJoin(terms, and(eq(terms.id, termsVersions.termsId), isNull(terms.retiredAt)))
    .innerJoin(providers, eq(providers.id, terms.providerId))
    .where(gt(termsVersions.effectiveAt, new Date(work.now.getTime() - limits.noticesLateMs)));
  let mails = 0;
  for (const renewal of news) mails += await tellRenewal(work, renewal);
  return mails;
}

async function tellRenewal(work: Work, { version, terms: row, provider }: Renewal): Promise<number> {
  const asking = await work.tx.select({ id: apis.id }).from(apis).where(eq(apis.termsId, row.id));
  const subject = { subjectId: version.id, notice: `renewed ${version.effectiveAt.toISOString()}` };
  const apiIds = asking.map(({ id }) => id);
  let mails = 0;
  for (const untold of await readUntold(work, subject, apiIds, mustRenew(work, version))) {
    const { application, accountId } = await readConsumer(work, untold);
    const { id: applicationId, name } = application;
    const title = { fr: row.titleFr, en: row.titleEn };
    const facts = { version: version.version, effective: version.effectiveAt.toISOString() };
    const sender = { provider: { fr: provider.nameFr, en: provider.nameEn }, contact: provider.contactEmail };
    const told = await tell(work, {
      type: 'terms.renewed',
      ...{ ...subject, applicationId, accountId },
      data: {
        ...{ application, ...facts, page: `/applications/${applicationId}/terms` },
        terms: { reference: `${provider.slug}/${row.slug}`, title },
      },
      mail: { template: termsRenewed, data: { applicationId, application: name, title, ...sender, ...facts } },
    });
    mails += told ?? 0;
  }
  return mails;
}

/** The application has accepted an earlier version, and neither this one nor a later one. */
function mustRenew(work: Work, { termsId, effectiveAt }: typeof termsVersions.$inferSelect) {
  const accepted = (when: ReturnType<typeof lt>) =>
    work.tx
      .select({ one: sql`1` })
      .from(consents)
      .where(
        and(
          eq(consents.applicationId, subscriptions.applicationId),
          inArray(
            consents.termsVersionId,
            work.tx
              .select({ id: termsVersions.id })
              .from(termsVersions)
              .where(and(eq(termsVersions.termsId, termsId), when)),
          ),
        ),
      );
  return and(
    exists(accepted(lt(termsVersions.effectiveAt, effectiveAt))),
    notExists(accepted(sql`${termsVersions.effectiveAt} >= ${effectiveAt.toISOString()}`)),
  );
}
