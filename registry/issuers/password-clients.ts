import { and, eq } from 'drizzle-orm';
import { z } from 'zod';
import { Problem } from '#base/problem.ts';
import { issuerPasswordClients, issuers } from '#database/tables.ts';
import { readApplication } from '#registry/applications/find.ts';
import { operation, type Work } from '#registry/operation.ts';
import { mayOperate } from '#registry/permission.ts';
import { notFound, referenceSchema } from '#registry/reference.ts';

const pairInput = z.strictObject({ issuer: referenceSchema, application: referenceSchema });
const pairSchema = z.object({ issuer: z.string(), applicationId: z.string(), allowed: z.boolean() });

type PairInput = z.output<typeof pairInput>;

/** The issuer and the application that an input names; they must share their environment. */
async function findPair(
  work: Work,
  input: PairInput,
): Promise<{ issuerId: string; slug: string; applicationId: string }> {
  const [issuer] = await work.tx.select().from(issuers).where(eq(issuers.slug, input.issuer));
  if (issuer === undefined) {
    throw notFound('issuer.not_found', {
      en: 'There is no issuer of this name.',
      fr: "Il n'y a pas de serveur d'autorisation de ce nom.",
    });
  }
  const application = await readApplication(work.tx, input.application);
  if (application.environment !== issuer.environment) {
    throw new Problem('issuer.environment', 409, {
      en: 'The application lives in another environment than the issuer.',
      fr: "L'application vit dans un autre environnement que le serveur d'autorisation.",
    });
  }
  return { issuerId: issuer.id, slug: issuer.slug, applicationId: application.id };
}

/**
 * Lets an application use an issuer's password grant. RFC 9700 §2.4 forbids the grant: it is off by default and allowed
 * client by client, by operators.
 *
 * @throws Problem `issuer.not_found`, `application.not_found` (404), `issuer.environment` (409)
 */
export const allowPasswordClient = operation({
  name: 'issuer.allow-password-client',
  summary: "Lets an application use an issuer's password grant.",
  http: { method: 'put', path: '/issuers/{issuer}/password-clients/{application}' },
  input: pairInput,
  output: pairSchema,
  authorise: (work) => mayOperate(work),
  perform: async (work, _granted, input) => {
    const { issuerId, slug, applicationId } = await findPair(work, input);
    const added = await work.tx
      .insert(issuerPasswordClients)
      .values({ issuerId, applicationId })
      .onConflictDoNothing()
      .returning();
    return {
      result: { issuer: slug, applicationId, allowed: true },
      audit: added.map(() => ({ subjectType: 'application', subjectId: applicationId, details: { issuer: slug } })),
    };
  },
});

/**
 * Takes the password grant away from an application again; tokens that it has live on until they expire.
 *
 * @throws Problem `issuer.not_found`, `application.not_found` (404), `issuer.environment` (409)
 */
export const refusePasswordClient = operation({
  name: 'issuer.refuse-password-client',
  summary: "Takes an issuer's password grant away from an application.",
  http: { method: 'delete', path: '/issuers/{issuer}/password-clients/{application}' },
  input: pairInput,
  output: pairSchema,
  authorise: (work) => mayOperate(work),
  perform: async (work, _granted, input) => {
    const { issuerId, slug, applicationId } = await findPair(work, input);
    const removed = await work.tx
      .delete(issuerPasswordClients)
      .where(and(eq(issuerPasswordClients.issuerId, issuerId), eq(issuerPasswordClients.applicationId, applicationId)))
      .returning();
    return {
      result: { issuer: slug, applicationId, allowed: false },
      audit: removed.map(() => ({ subjectType: 'application', subjectId: applicationId, details: { issuer: slug } })),
    };
  },
});
