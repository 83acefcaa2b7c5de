import { z } from 'zod';
import { unseal } from '#base/seal.ts';
import { mayChangeApplication } from '#registry/applications/find.ts';
import { findSecret } from '#registry/credentials/find.ts';
import { openSecretSchema, presentSecret } from '#registry/credentials/schema.ts';
import { operation } from '#registry/operation.ts';
import { anyRole } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';

/**
 * Shows a secret's value again. Each showing stands in the audit, which is why this is no GET.
 *
 * @throws Problem `application.not_found` (404), `secret.not_found` (404), `seal.broken` (500)
 */
export const showSecret = operation({
  name: 'secret.show',
  summary: "Shows a client secret's value.",
  http: { method: 'post', path: '/applications/{application}/secrets/{secret}/show' },
  input: z.strictObject({ application: referenceSchema, secret: referenceSchema }),
  output: openSecretSchema,
  authorise: (work, input) => mayChangeApplication(work, input.application, anyRole),
  perform: async (work, { subject }, input) => {
    const secret = await findSecret(work.tx, subject.credential.id, input.secret);
    const value = unseal(work.sealingKey, secret.id, secret.sealed).toString('utf8');
    return {
      result: { ...presentSecret(secret), value },
      audit: [{ subjectType: 'secret', subjectId: secret.id, details: { shown: true } }],
    };
  },
});
