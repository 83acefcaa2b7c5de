import { z } from 'zod';
import { mayChangeApplication } from '#registry/applications/find.ts';
import { expirySchema, futureExpiry } from '#registry/credentials/expiry.ts';
import { makeSecret } from '#registry/credentials/make.ts';
import { labelSchema, openSecretSchema, presentSecret } from '#registry/credentials/schema.ts';
import { operation } from '#registry/operation.ts';
import { anyRole } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';

/**
 * Makes a further secret; the others go on. Its value is in the answer.
 *
 * @throws Problem `application.not_found` (404), `secret.too_many` (409), `input.invalid` (422) when it would be expired
 */
export const createSecret = operation({
  name: 'secret.create',
  summary: 'Makes a further client secret of an application.',
  http: { method: 'post', path: '/applications/{application}/secrets' },
  input: z.strictObject({ application: referenceSchema, label: labelSchema, expiresAt: expirySchema }),
  output: openSecretSchema,
  authorise: (work, input) => mayChangeApplication(work, input.application, anyRole),
  perform: async (work, { subject }, input) => {
    const expiresAt = futureExpiry(work.now, input.expiresAt);
    const secret = await makeSecret(work, subject.credential.id, input.label, expiresAt);
    return { result: { ...presentSecret(secret.row), value: secret.value }, audit: [secret.note] };
  },
});
