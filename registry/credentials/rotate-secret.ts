import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';
import { secrets } from '#database/tables.ts';
import { mayChangeApplication } from '#registry/applications/find.ts';
import type { AuditNote } from '#registry/audit/entry.ts';
import { findSecret } from '#registry/credentials/find.ts';
import { makeSecret } from '#registry/credentials/make.ts';
import { labelSchema, openSecretSchema, presentSecret, type SecretRow } from '#registry/credentials/schema.ts';
import { withdrawSecrets } from '#registry/credentials/withdraw.ts';
import { operation, type Work } from '#registry/operation.ts';
import { anyRole } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';

const hourMs = 3600_000;

/**
 * Replaces a secret by a new one, whose value is in the answer. The old one goes on for `overlapHours`, so that every
 * program can be given the new one meanwhile; with 0 it is withdrawn at once.
 *
 * @throws Problem `application.not_found` (404), `secret.not_found` (404), `secret.ended` (409), `secret.too_many` (409)
 */
export const rotateSecret = operation({
  name: 'secret.rotate',
  summary: 'Replaces a client secret by a new one; the old one goes on for as long as asked.',
  http: { method: 'post', path: '/applications/{application}/secrets/{secret}/rotate' },
  input: z.strictObject({
    application: referenceSchema,
    secret: referenceSchema,
    label: labelSchema.optional().describe("Name of the new secret; left out: the old one's."),
    overlapHours: z.coerce
      .number()
      .int()
      .min(0)
      .max(limits.secretOverlapHours)
      .describe('Hours for which the old secret is still accepted; 0: not at all.'),
  }),
  output: openSecretSchema,
  authorise: (work, input) => mayChangeApplication(work, input.application, anyRole),
  perform: async (work, { subject: { credential } }, { secret: reference, label, overlapHours }) => {
    const old = await findSecret(work.tx, credential.id, reference);
    if (old.withdrawnAt !== null || (old.expiresAt !== null && old.expiresAt <= work.now)) throw secretEnded();
    const ended = await endSecret(work, old, new Date(work.now.getTime() + overlapHours * hourMs));
    const made = await makeSecret(work, credential.id, label ?? old.label, null);
    return { result: { ...presentSecret(made.row), value: made.value }, audit: [...ended, made.note] };
  },
});

/** Lets `secret` end at `endsAt`, unless it ends earlier by itself. */
async function endSecret(work: Work, secret: SecretRow, endsAt: Date): Promise<readonly AuditNote[]> {
  if (endsAt <= work.now) return (await withdrawSecrets(work, secret.credentialId, [secret.id])).audit;
  if (secret.expiresAt !== null && secret.expiresAt <= endsAt) return [];
  await work.tx.update(secrets).set({ expiresAt: endsAt }).where(eq(secrets.id, secret.id));
  const details = { credentialId: secret.credentialId, label: secret.label, expiresAt: endsAt.toISOString() };
  return [{ subjectType: 'secret', subjectId: secret.id, details }];
}

function secretEnded(): Problem {
  return new Problem('secret.ended', 409, {
    en: 'This secret has ended already: make a new one instead of replacing it.',
    fr: "Ce secret n'est déjà plus valable : créez-en un nouveau au lieu de le remplacer.",
  });
}
