import { and, eq, inArray, isNull, type SQL } from 'drizzle-orm';
import { secrets } from '#database/tables.ts';
import type { AuditNote } from '#registry/audit/entry.ts';
import type { SecretRow } from '#registry/credentials/schema.ts';
import type { Work } from '#registry/operation.ts';

export type Withdrawal = { readonly rows: readonly SecretRow[]; readonly audit: readonly AuditNote[] };

/** Withdraws those secrets of a credential that are not yet: all of them, or the ones in `ids`. */
export async function withdrawSecrets(work: Work, credentialId: string, ids?: readonly string[]): Promise<Withdrawal> {
  const named: SQL | undefined = ids === undefined ? undefined : inArray(secrets.id, [...ids]);
  const rows = await work.tx
    .update(secrets)
    .set({ withdrawnAt: work.now })
    .where(and(eq(secrets.credentialId, credentialId), isNull(secrets.withdrawnAt), named))
    .returning();
  const audit = rows.map((row) => ({
    subjectType: 'secret',
    subjectId: row.id,
    details: { credentialId, label: row.label, withdrawn: true },
  }));
  return { rows, audit };
}
