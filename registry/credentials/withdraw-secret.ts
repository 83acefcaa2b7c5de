import { z } from 'zod';
import { mayChangeApplication } from '#registry/applications/find.ts';
import { findSecret } from '#registry/credentials/find.ts';
import { presentSecret, secretSchema } from '#registry/credentials/schema.ts';
import { withdrawSecrets } from '#registry/credentials/withdraw.ts';
import { operation } from '#registry/operation.ts';
import { anyRole } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';

/**
 * Withdraws a secret: it and its live tokens stop working. One that is withdrawn already stays so.
 *
 * @throws Problem `application.not_found` (404), `secret.not_found` (404)
 */
export const withdrawSecret = operation({
  name: 'secret.withdraw',
  summary: 'Withdraws a client secret.',
  http: { method: 'delete', path: '/applications/{application}/secrets/{secret}' },
  input: z.strictObject({ application: referenceSchema, secret: referenceSchema }),
  output: secretSchema,
  authorise: (work, input) => mayChangeApplication(work, input.application, anyRole),
  perform: async (work, { subject }, input) => {
    const secret = await findSecret(work.tx, subject.credential.id, input.secret);
    const { rows, audit } = await withdrawSecrets(work, subject.credential.id, [secret.id]);
    return { result: presentSecret(rows[0] ?? secret), audit };
  },
});
