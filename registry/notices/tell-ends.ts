/** Tells consumers of deprecated APIs that they end: once when it is announced, and again when the day is near. */
import { eq } from 'drizzle-orm';
import { limits } from '#base/limits.ts';
import { apis, providers } from '#database/tables.ts';
import { apiLeaving } from '#notifications/mails/api-leaving.ts';
import { queueMail } from '#notifications/outbox.ts';
import { noteTold, readReaders, readUntold } from '#registry/notices/consumers.ts';
import { dueNotices } from '#registry/notices/due.ts';
import type { Work } from '#registry/operation.ts';

type Leaving = { readonly api: typeof apis.$inferSelect; readonly provider: typeof providers.$inferSelect };

/** Gives the number of mails. */
export async function tellEnds(work: Work): Promise<number> {
  const leaving = await work.tx
    .select({ api: apis, provider: providers })
    .from(apis)
    .innerJoin(providers, eq(providers.id, apis.providerId))
    .where(eq(apis.status, 'deprecated'));
  let mails = 0;
  for (const one of leaving) mails += await tellEnd(work, one);
  return mails;
}

async function tellEnd(work: Work, leaving: Leaving): Promise<number> {
  const { id, sunsetAt } = leaving.api;
  const { announcement, reminder } = dueNotices(sunsetAt, work.now);
  let mails = 0;
  for (const notice of [announcement, reminder]) {
    if (notice === null) continue;
    const all = await readUntold(work, { subjectId: id, notice }, [id]);
    for (const untold of all) {
      const { details, readers } = await readReaders(work, untold);
      const isReminder = notice === reminder;
      for (const reader of readers) {
        const data = { ...describe(leaving), application: details.application.name, reminder: isReminder };
        await queueMail(work, { ...reader, template: apiLeaving, data });
        mails += 1;
      }
      await noteTold(work, { subjectId: id, notice }, untold.applicationId);
      // Who hears of the end when it is near already is not reminded of it in the same breath.
      if (!isReminder && reminder !== null)
        await noteTold(work, { subjectId: id, notice: reminder }, untold.applicationId);
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
