/** Tells consumers of deprecated APIs that they end: once when it is announced, and again when the day is near. */
import { eq, inArray } from 'drizzle-orm';
import { limits } from '#base/limits.ts';
import { apis, providers } from '#database/tables.ts';
import { apiLeaving } from '#notifications/mails/api-leaving.ts';
import { apiRetired } from '#notifications/mails/api-retired.ts';
import { passOver, tell } from '#notifications/notices/tell.ts';
import { readConsumer, readUntold } from '#registry/notices/consumers.ts';
import { dueNotices } from '#registry/notices/due.ts';
import type { Work } from '#registry/operation.ts';

type Leaving = { readonly api: typeof apis.$inferSelect; readonly provider: typeof providers.$inferSelect };

/** Gives the number of mails. */
export async function tellEnds(work: Work): Promise<number> {
  const leaving = await selectApis(work).where(eq(apis.status, 'deprecated'));
  let mails = 0;
  for (const one of leaving) mails += await tellEnd(work, one);
  return mails;
}

/**
 * Tells consumers of APIs that they end now. For the transaction that retires them, before products let go of them:
 * afterwards nobody knows who their consumers were.
 */
export async function tellRetired(work: Work, apiIds: readonly string[]): Promise<void> {
  if (apiIds.length === 0) return;
  for (const ending of await selectApis(work).where(inArray(apis.id, [...apiIds]))) {
    const subject = { subjectId: ending.api.id, notice: `retired ${work.now.toISOString()}` };
    const facts = describe(ending);
    for (;;) {
      const all = await readUntold(work, subject, [ending.api.id]);
      for (const untold of all) {
        const { application, accountId } = await readConsumer(work, untold);
        await tell(work, {
          type: 'version.retired',
          ...{ ...subject, applicationId: application.id, accountId },
          data: { ...payloadOf(facts, ending), application },
          mail: { template: apiRetired, data: { ...facts, application: application.name } },
        });
      }
      if (all.length < limits.noticesAtOnce) break;
    }
  }
}

function selectApis(work: Work) {
  return work.tx
    .select({ api: apis, provider: providers })
    .from(apis)
    .innerJoin(providers, eq(providers.id, apis.providerId))
    .$dynamic();
}

async function tellEnd(work: Work, leaving: Leaving): Promise<number> {
  const { id: subjectId, sunsetAt } = leaving.api;
  const { announcement, reminder } = dueNotices(sunsetAt, work.now);
  const type = 'version.deprecated';
  const facts = describe(leaving);
  let mails = 0;
  for (const notice of [announcement, reminder]) {
    if (notice === null) continue;
    const isReminder = notice === reminder;
    const all = await readUntold(work, { subjectId, notice }, [subjectId]);
    for (const untold of all) {
      const { application, accountId } = await readConsumer(work, untold);
      const about = { type, subjectId, applicationId: application.id } as const;
      const told = await tell(work, {
        ...{ ...about, notice, accountId },
        data: { ...payloadOf(facts, leaving), application, reminder: isReminder, sunset: facts.sunset },
        mail: { template: apiLeaving, data: { ...facts, application: application.name, reminder: isReminder } },
      });
      mails += told ?? 0;
      // Who hears of the end when it is near already is not reminded of it in the same breath.
      if (!isReminder && reminder !== null) await passOver(work, { ...about, notice: reminder });
    }
    // Nobody is reminded of what is still to be announced.
    if (all.length === limits.noticesAtOnce) break;
  }
  return mails;
}

function describe({ api, provider }: Leaving) {
  return {
    api: { fr: api.nameFr, en: api.nameEn },
    provider: { fr: provider.nameFr, en: provider.nameEn },
    path: { provider: provider.slug, slug: api.slug, version: api.version },
    sunset: api.sunsetAt?.toISOString() ?? null,
    successor: api.successor,
    contact: api.administratorEmail || provider.contactEmail,
  };
}

/** What webhooks are told of the API. */
function payloadOf({ api: name, path }: ReturnType<typeof describe>, { api: { successor } }: Leaving) {
  const { provider, slug, version } = path;
  return {
    api: { reference: `${provider}/${slug}@${version}`, name },
    successor,
    page: `/apis/${provider}/${slug}/${version}`,
  };
}
