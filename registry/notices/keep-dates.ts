import { and, eq, inArray, lt, lte } from 'drizzle-orm';
import { z } from 'zod';
import { limits } from '#base/limits.ts';
import { apis, consumerNotices, providers } from '#database/tables.ts';
import type { AuditNote } from '#registry/audit/entry.ts';
import { tellExpiries } from '#registry/notices/tell-expiries.ts';
import { tellEnds } from '#registry/notices/tell-ends.ts';
import { tellRenewals } from '#registry/notices/tell-renewals.ts';
import { reviseOffer } from '#registry/offer/revise.ts';
import { operation, type Work } from '#registry/operation.ts';
import { mayOperate } from '#registry/permission.ts';

/**
 * Does what days bring: retires APIs whose announced end has come (gateways have stopped to answer for them by
 * themselves), and tells consumers of ends, of terms to renew and of credentials that expire,
 * each once. A job runs it again and again; whatever was
 * left undone, for want of time or because the process was away, is done the next time.
 */
export const keepDates = operation({
  name: 'dates.keep',
  summary:
    'Retires APIs whose end has come, and tells consumers of ends, of terms to renew and of credentials that expire.',
  http: { method: 'post', path: '/dates' },
  input: z.strictObject({}),
  output: z.object({ retired: z.number().int(), mails: z.number().int() }),
  authorise: mayOperate,
  perform: async (work) => {
    const audit = await retirePassed(work);
    const mails = (await tellEnds(work)) + (await tellRenewals(work)) + (await tellExpiries(work));
    await sweepNotices(work);
    return { result: { retired: audit.length, mails }, audit };
  },
});

async function retirePassed(work: Work): Promise<AuditNote[]> {
  const due = await work.tx
    .selectDistinct({ providerId: providers.id, providerOrganisationId: providers.organisationId })
    .from(apis)
    .innerJoin(providers, eq(providers.id, apis.providerId))
    .where(and(eq(apis.status, 'deprecated'), lte(apis.sunsetAt, work.now)));
  const audit: AuditNote[] = [];
  for (const provider of due) {
    // The description as it is says all: what has ended is retired when it is carried out.
    const revised = await reviseOffer(work, provider, (declared) => ({ provider: declared, place: [] }));
    audit.push(...revised.audit);
  }
  return audit;
}

/** Old notices of what cannot be due again. Others are kept: without them it would be told anew. */
async function sweepNotices(work: Work): Promise<void> {
  const before = new Date(work.now.getTime() - limits.passedNoticesKeptMs);
  const passing = inArray(consumerNotices.type, ['quota.threshold', 'errors.threshold']);
  await work.tx.delete(consumerNotices).where(and(passing, lt(consumerNotices.notedAt, before)));
}
