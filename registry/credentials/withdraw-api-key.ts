import { and, eq, isNull, type SQL } from 'drizzle-orm';
import { z } from 'zod';
import { apiKeys } from '#database/tables.ts';
import { mayChangeApplication } from '#registry/applications/find.ts';
import type { AuditNote } from '#registry/audit/entry.ts';
import { apiKeySchema, findApiKey, presentApiKey, type ApiKeyRow } from '#registry/credentials/api-key.ts';
import { operation, type Work } from '#registry/operation.ts';
import { anyRole } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';

/**
 * Withdraws an API key: gateways refuse it from then on. One that is withdrawn already stays so.
 *
 * @throws Problem `application.not_found` (404), `api_key.not_found` (404)
 */
export const withdrawApiKey = operation({
  name: 'api-key.withdraw',
  summary: 'Withdraws an API key.',
  http: { method: 'delete', path: '/applications/{application}/api-keys/{key}' },
  input: z.strictObject({ application: referenceSchema, key: referenceSchema }),
  output: apiKeySchema,
  authorise: (work, input) => mayChangeApplication(work, input.application, anyRole),
  perform: async (work, { subject }, input) => {
    const key = await findApiKey(work.tx, subject.id, input.key);
    const { rows, audit } = await withdrawApiKeys(work, eq(apiKeys.id, key.id));
    return { result: presentApiKey(rows[0] ?? key), audit };
  },
});

/** Withdraws those of `chosen` that are not yet. */
export async function withdrawApiKeys(
  work: Work,
  chosen: SQL,
): Promise<{ readonly rows: readonly ApiKeyRow[]; readonly audit: readonly AuditNote[] }> {
  const rows = await work.tx
    .update(apiKeys)
    .set({ withdrawnAt: work.now })
    .where(and(chosen, isNull(apiKeys.withdrawnAt)))
    .returning();
  const audit = rows.map(({ id, applicationId, label, prefix }) => ({
    subjectType: 'api-key',
    subjectId: id,
    details: { applicationId, label, prefix, withdrawn: true },
  }));
  return { rows, audit };
}
