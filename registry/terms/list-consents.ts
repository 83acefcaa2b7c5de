import { asc, eq } from 'drizzle-orm';
import { z } from 'zod';
import { consents } from '#database/tables.ts';
import { readApplication } from '#registry/applications/find.ts';
import { applicationNotFound } from '#registry/applications/refusals.ts';
import { oneApplicationInput } from '#registry/applications/switch.ts';
import { operation } from '#registry/operation.ts';
import { anyRole, mayActFor } from '#registry/permission.ts';
import { consentSchema, presentConsent } from '#registry/terms/schema.ts';

/** Lists what was accepted for an application. @throws Problem `application.not_found` (404) */
export const listConsents = operation({
  name: 'consent.list',
  summary: 'Lists the terms that were accepted for an application.',
  http: { method: 'get', path: '/applications/{application}/consents' },
  input: oneApplicationInput,
  output: z.object({ items: z.array(consentSchema) }),
  authorise: async (work, input) =>
    mayActFor(work, await readApplication(work.tx, input.application), anyRole, applicationNotFound()),
  perform: async (work, { subject }) => {
    const rows = await work.tx
      .select()
      .from(consents)
      .where(eq(consents.applicationId, subject.id))
      .orderBy(asc(consents.id));
    return { result: { items: rows.map(presentConsent) }, audit: [] };
  },
});
