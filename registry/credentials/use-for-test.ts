import { and, desc, eq, gt, isNull, or } from 'drizzle-orm';
import { z } from 'zod';
import { Problem } from '#base/problem.ts';
import { unseal } from '#base/seal.ts';
import { secrets } from '#database/tables.ts';
import { mayChangeApplication } from '#registry/applications/find.ts';
import { operation } from '#registry/operation.ts';
import { anyRole } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';

/**
 * Gives the newest live secret of an application to the portal itself, which proves the application with it in a test. No
 * person sees it: this stands in no list of operations, so that neither the admin API nor the command line offers it.
 *
 * @throws Problem `application.not_found` (404), `secret.none_live` (409), `seal.broken` (500)
 */
export const useSecretForTest = operation({
  name: 'secret.use-for-test',
  summary: 'Uses a client secret for a test in the portal.',
  http: { method: 'post', path: '/applications/{application}/secrets/use-for-test' },
  input: z.strictObject({ application: referenceSchema }),
  output: z.object({ clientId: z.string(), secret: z.string() }),
  authorise: (work, input) => mayChangeApplication(work, input.application, anyRole),
  perform: async (work, { subject }) => {
    const unexpired = or(isNull(secrets.expiresAt), gt(secrets.expiresAt, work.now));
    const [row] = await work.tx
      .select()
      .from(secrets)
      .where(and(eq(secrets.credentialId, subject.credential.id), isNull(secrets.withdrawnAt), unexpired))
      .orderBy(desc(secrets.id))
      .limit(1);
    if (row === undefined) throw noneLive();
    const secret = unseal(work.sealingKey, row.id, row.sealed).toString('utf8');
    return {
      result: { clientId: subject.credential.clientId, secret },
      audit: [{ subjectType: 'secret', subjectId: row.id, details: { usedForTest: true } }],
    };
  },
});

function noneLive(): Problem {
  return new Problem('secret.none_live', 409, {
    en: 'This application has no secret that is still valid: make one on its page "Credentials".',
    fr: "Cette application n'a plus de secret valable : créez-en un sur sa page « Identifiants ».",
  });
}
