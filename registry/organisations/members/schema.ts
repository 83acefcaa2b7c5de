import { z } from 'zod';

export const roleSchema = z.enum(['developer', 'administrator']);

/** A member as operations give it back. */
export const memberSchema = z.object({
  accountId: z.string(),
  email: z.string(),
  name: z.string(),
  active: z.boolean(),
  role: roleSchema,
  joinedAt: z.iso.datetime(),
});
