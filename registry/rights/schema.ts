import { z } from 'zod';
import { referenceSchema } from '#registry/reference.ts';

/** Which resource of which provider: kind `dossier`, id `42`. */
export const resourceFields = {
  provider: referenceSchema,
  resourceType: z
    .string()
    .max(64)
    .regex(/^[a-z][a-z0-9-]*$/, 'lower-case letters, digits and hyphens'),
  resourceId: z.string().trim().min(1).max(200),
};

/** A right as operations give it back. */
export const rightSchema = z.object({
  accountId: z.string(),
  email: z.string(),
  providerId: z.string(),
  resourceType: z.string(),
  resourceId: z.string(),
  read: z.boolean(),
  write: z.boolean(),
});
