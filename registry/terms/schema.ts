import { z } from 'zod';
import type { consents } from '#database/tables.ts';

/** A consent as operations give it back. */
export const consentSchema = z.object({
  id: z.string(),
  applicationId: z.string(),
  termsVersionId: z.string(),
  accountId: z.string().nullable(),
  acceptedAt: z.iso.datetime(),
});

export type ConsentRow = typeof consents.$inferSelect;

export function presentConsent(row: ConsentRow): z.input<typeof consentSchema> {
  return {
    id: row.id,
    applicationId: row.applicationId,
    termsVersionId: row.termsVersionId,
    accountId: row.accountId,
    acceptedAt: row.acceptedAt.toISOString(),
  };
}
