import { asc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { secrets } from '#database/tables.ts';
import { readApplication } from '#registry/applications/find.ts';
import { applicationNotFound } from '#registry/applications/refusals.ts';
import { oneApplicationInput } from '#registry/applications/switch.ts';
import { presentSecret, secretSchema } from '#registry/credentials/schema.ts';
import { operation } from '#registry/operation.ts';
import { anyRole, mayActFor } from '#registry/permission.ts';

/** Lists an application's secrets, withdrawn ones too, without their values. @throws Problem `application.not_found` (404) */
export const listSecrets = operation({
  name: 'secret.list',
  summary: "Lists an application's client secrets.",
  http: { method: 'get', path: '/applications/{application}/secrets' },
  input: oneApplicationInput,
  output: z.object({ items: z.array(secretSchema) }),
  authorise: async (work, input) =>
    mayActFor(work, await readApplication(work.tx, input.application), anyRole, applicationNotFound()),
  perform: async (work, { subject }) => {
    const rows = await work.tx
      .select()
      .from(secrets)
      .where(eq(secrets.credentialId, subject.credential.id))
      .orderBy(asc(secrets.id));
    return { result: { items: rows.map(presentSecret) }, audit: [] };
  },
});
