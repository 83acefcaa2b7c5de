import { z } from 'zod';
import { referenceSchema } from '#registry/reference.ts';

/** Input of assigning and taking away: the API by its slug (all versions), the profile by its code. */
export const profileInput = z.strictObject({
  application: referenceSchema,
  provider: referenceSchema,
  api: referenceSchema,
  profile: referenceSchema,
});

/** An assignment as operations give it back. */
export const assignmentSchema = z.object({
  applicationId: z.string(),
  providerId: z.string(),
  api: z.string(),
  profile: z.string(),
  /** True: the provider has given the profile up, and the API is not told of it. */
  retired: z.boolean(),
  assignedBy: z.string().nullable(),
  assignedAt: z.iso.datetime(),
});

type Assigned = {
  readonly applicationId: string;
  readonly providerId: string;
  readonly apiSlug: string;
  readonly code: string;
  readonly retiredAt: Date | null;
  readonly assignedBy: string | null;
  readonly assignedAt: Date;
};

export function presentAssignment(row: Assigned): z.input<typeof assignmentSchema> {
  return {
    applicationId: row.applicationId,
    providerId: row.providerId,
    api: row.apiSlug,
    profile: row.code,
    retired: row.retiredAt !== null,
    assignedBy: row.assignedBy,
    assignedAt: row.assignedAt.toISOString(),
  };
}
