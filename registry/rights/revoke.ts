import { z } from 'zod';
import { resourceRights } from '#database/tables.ts';
import { operation } from '#registry/operation.ts';
import { referenceSchema } from '#registry/reference.ts';
import { mayGiveRights, rightName, rightRow } from '#registry/rights/find.ts';
import { resourceFields } from '#registry/rights/schema.ts';

/**
 * Takes an account's rights on one resource away; `removed` is false when it had none.
 *
 * @throws Problem `provider.not_found` (404), `account.not_found` (404)
 */
export const revokeRight = operation({
  name: 'right.revoke',
  summary: "Takes an account's rights on one of a provider's resources away.",
  http: { method: 'delete', path: '/accounts/{account}/rights' },
  input: z.strictObject({ account: referenceSchema, ...resourceFields }),
  output: z.object({ removed: z.boolean() }),
  authorise: mayGiveRights,
  perform: async (work, { subject }, input) => {
    const removed = await work.tx.delete(resourceRights).where(rightRow(subject, input)).returning();
    const subjectId = rightName(subject, input);
    return {
      result: { removed: removed.length > 0 },
      audit: removed.map(() => ({ subjectType: 'right', subjectId, details: { read: false, write: false } })),
    };
  },
});
