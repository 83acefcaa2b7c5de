import { z } from 'zod';
import type { organisations } from '#database/tables.ts';

/** A readable name in addresses and declarations. */
export const slugSchema = z
  .string()
  .max(64)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'lower-case letters, digits and single hyphens');

export const organisationNameSchema = z.string().trim().min(1).max(200);

/** An organisation as operations give it back. */
export const organisationSchema = z.object({
  id: z.string(),
  slug: z.string(),
  name: z.string(),
  createdAt: z.iso.datetime(),
});

export type OrganisationRow = typeof organisations.$inferSelect;

export function presentOrganisation(row: OrganisationRow): z.input<typeof organisationSchema> {
  return { id: row.id, slug: row.slug, name: row.name, createdAt: row.createdAt.toISOString() };
}
