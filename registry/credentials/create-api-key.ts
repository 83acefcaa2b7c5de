import { z } from 'zod';
import { mayChangeApplication } from '#registry/applications/find.ts';
import { apiKeySchema, makeApiKey, presentApiKey } from '#registry/credentials/api-key.ts';
import { expirySchema, futureExpiry } from '#registry/credentials/expiry.ts';
import { labelSchema } from '#registry/credentials/schema.ts';
import { operation } from '#registry/operation.ts';
import { anyRole } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';

/**
 * Makes an API key. Its value is in the answer and cannot be had again: only its digest is kept.
 *
 * @throws Problem `application.not_found` (404), `api_key.too_many` (409), `input.invalid` (422) when it would be expired
 */
export const createApiKey = operation({
  name: 'api-key.create',
  summary: 'Makes an API key of an application; its value is given this once.',
  http: { method: 'post', path: '/applications/{application}/api-keys' },
  input: z.strictObject({ application: referenceSchema, label: labelSchema, expiresAt: expirySchema }),
  output: apiKeySchema.extend({ value: z.string() }),
  authorise: (work, input) => mayChangeApplication(work, input.application, anyRole),
  perform: async (work, { subject }, { label, expiresAt: given }) => {
    const expiresAt = futureExpiry(work.now, given);
    const { tx, now } = work;
    const { row, value } = await makeApiKey({ tx, now, applicationId: subject.id, label, expiresAt });
    const shown = presentApiKey(row);
    const details = { applicationId: subject.id, label, prefix: row.prefix, expiresAt: shown.expiresAt };
    return { result: { ...shown, value }, audit: [{ subjectType: 'api-key', subjectId: row.id, details }] };
  },
});
