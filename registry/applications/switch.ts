import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { applications } from '#database/tables.ts';
import { presentApplication, type applicationSchema, type FoundApplication } from '#registry/applications/schema.ts';
import type { Performed, Work } from '#registry/operation.ts';
import { referenceSchema } from '#registry/reference.ts';

/** Input of the operations on one application: by id or client id. */
export const oneApplicationInput = z.strictObject({ application: referenceSchema });

/** Enables or disables an application; one that is so already stays as it is. */
export async function switchApplication(
  work: Work,
  application: FoundApplication,
  enabled: boolean,
): Promise<Performed<z.input<typeof applicationSchema>>> {
  if (application.enabled === enabled) return { result: presentApplication(application), audit: [] };
  await work.tx.update(applications).set({ enabled }).where(eq(applications.id, application.id));
  const audit = [{ subjectType: 'application', subjectId: application.id, details: { enabled } }];
  return { result: presentApplication({ ...application, enabled }), audit };
}
