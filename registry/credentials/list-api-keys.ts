import { asc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { apiKeys } from '#database/tables.ts';
import { readApplication } from '#registry/applications/find.ts';
import { applicationNotFound } from '#registry/applications/refusals.ts';
import { oneApplicationInput } from '#registry/applications/switch.ts';
import { apiKeySchema, presentApiKey } from '#registry/credentials/api-key.ts';
import { operation } from '#registry/operation.ts';
import { anyRole, mayActFor } from '#registry/permission.ts';

/** Lists an application's API keys, withdrawn ones too, without their values. @throws Problem `application.not_found` (404) */
export const listApiKeys = operation({
  name: 'api-key.list',
  summary: "Lists an application's API keys.",
  http: { method: 'get', path: '/applications/{application}/api-keys' },
  input: oneApplicationInput,
  output: z.object({ items: z.array(apiKeySchema) }),
  authorise: async (work, input) =>
    mayActFor(work, await readApplication(work.tx, input.application), anyRole, applicationNotFound()),
  perform: async (work, { subject }) => {
    const ofApplication = eq(apiKeys.applicationId, subject.id);
    const rows = await work.tx.select().from(apiKeys).where(ofApplication).orderBy(asc(apiKeys.id));
    return { result: { items: rows.map(presentApiKey) }, audit: [] };
  },
});
