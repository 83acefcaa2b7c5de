import { z } from 'zod';
import { resourceRights } from '#database/tables.ts';
import { operation } from '#registry/operation.ts';
import { referenceSchema } from '#registry/reference.ts';
import { mayGiveRights, rightName, rightRow } from '#registry/rights/find.ts';
import { resourceFields, rightSchema } from '#registry/rights/schema.ts';

/**
 * Says what an account may do with one resource of a provider, in place of what stood before.
 *
 * @throws Problem `provider.not_found` (404), `account.not_found` (404), `input.invalid` (422) when it grants nothing
 */
export const grantRight = operation({
  name: 'right.grant',
  summary: "Says what an account may do with one of a provider's resources.",
  http: { method: 'put', path: '/accounts/{account}/rights' },
  input: z
    .strictObject({ account: referenceSchema, ...resourceFields, read: z.boolean(), write: z.boolean() })
    .refine((input) => input.read || input.write, 'must grant to read or to write; right.revoke takes both away'),
  output: rightSchema,
  authorise: mayGiveRights,
  perform: async (work, { subject }, input) => {
    const { resourceType, resourceId } = input;
    const allowed = { mayRead: input.read, mayWrite: input.write };
    const key = { accountId: subject.account.id, providerId: subject.providerId, resourceType, resourceId };
    const result = { ...key, email: subject.account.email, read: input.read, write: input.write };
    const before = (await work.tx.select().from(resourceRights).where(rightRow(subject, input)))[0];
    if (before?.mayRead === input.read && before.mayWrite === input.write) return { result, audit: [] };
    await work.tx
      .insert(resourceRights)
      .values({ ...key, ...allowed })
      .onConflictDoUpdate({
        target: [
          resourceRights.accountId,
          resourceRights.providerId,
          resourceRights.resourceType,
          resourceRights.resourceId,
        ],
        set: allowed,
      });
    const details = { read: input.read, write: input.write };
    return { result, audit: [{ subjectType: 'right', subjectId: rightName(subject, input), details }] };
  },
});
