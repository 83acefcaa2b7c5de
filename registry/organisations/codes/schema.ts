import { z } from 'zod';
import type { organisationCodes } from '#database/tables.ts';

/** A join code as operations give it back. */
export const codeSchema = z.object({
  id: z.uuid(),
  code: z.string(),
  role: z.enum(['developer', 'administrator']),
  /** How often it may be used; null: without limit. */
  limit: z.number().int().nullable(),
  uses: z.number().int(),
  expiresAt: z.iso.datetime().nullable(),
  /** Whether somebody can join with it now, and if not, why. */
  state: z.enum(['open', 'used-up', 'expired']),
});

type CodeRow = typeof organisationCodes.$inferSelect;

export function presentCode(row: CodeRow, now: Date): z.input<typeof codeSchema> {
  const { id, code, role, useLimit, uses, expiresAt } = row;
  return {
    id,
    code,
    role,
    limit: useLimit,
    uses,
    expiresAt: expiresAt?.toISOString() ?? null,
    state: stateOf(row, now),
  };
}

function stateOf({ useLimit, uses, expiresAt }: CodeRow, now: Date): 'open' | 'used-up' | 'expired' {
  if (expiresAt !== null && expiresAt <= now) return 'expired';
  return useLimit !== null && uses >= useLimit ? 'used-up' : 'open';
}
