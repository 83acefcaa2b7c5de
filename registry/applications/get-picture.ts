import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { applications } from '#database/tables.ts';
import { readApplication } from '#registry/applications/find.ts';
import { applicationNotFound } from '#registry/applications/refusals.ts';
import { oneApplicationInput } from '#registry/applications/switch.ts';
import { operation } from '#registry/operation.ts';
import { anyRole, mayActFor } from '#registry/permission.ts';

/** Gives an application's picture; null: it has none. @throws Problem `application.not_found` (404) */
export const getPicture = operation({
  name: 'application.get-picture',
  summary: "Gives an application's picture, base64.",
  http: { method: 'get', path: '/applications/{application}/picture' },
  input: oneApplicationInput,
  output: z.object({ picture: z.object({ type: z.string(), base64: z.string() }).nullable() }),
  authorise: async (work, input) =>
    mayActFor(work, await readApplication(work.tx, input.application), anyRole, applicationNotFound()),
  perform: async (work, { subject }) => {
    const [row] = await work.tx
      .select({ bytes: applications.picture, type: applications.pictureType })
      .from(applications)
      .where(eq(applications.id, subject.id));
    const { bytes = null, type = null } = row ?? {};
    const picture = bytes === null || type === null ? null : { type, base64: bytes.toString('base64') };
    return { result: { picture }, audit: [] };
  },
});
