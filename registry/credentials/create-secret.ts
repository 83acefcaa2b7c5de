import { z } from 'zod';
import { mayChangeApplication } from '#registry/applications/find.ts';
import { makeSecret } from '#registry/credentials/make.ts';
import { openSecretSchema, presentSecret } from '#registry/credentials/schema.ts';
import { operation, parseInput } from '#registry/operation.ts';
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
  input: z.strictObject({
    application: referenceSchema,
    label: z.string().trim().min(1).max(100),
    expiresAt: z.iso.datetime({ offset: true }).nullable().default(null),
  }),
  output: openSecretSchema,
  authorise: (work, input) => mayChangeApplication(work, input.application, anyRole),
  perform: async (work, { subject }, input) => {
    const future = z.object({ expiresAt: z.date().min(work.now, 'must be in the future').nullable() });
    const given = input.expiresAt === null ? null : new Date(input.expiresAt);
    const { expiresAt } = parseInput(future, { expiresAt: given });
    const secret = await makeSecret(work, subject.credential.id, input.label, expiresAt);
    return { result: { ...presentSecret(secret.row), value: secret.value }, audit: [secret.note] };
  },
});
