import { eq } from 'drizzle-orm';
import { z } from 'zod';
import { limits } from '#base/limits.ts';
import { credentials } from '#database/tables.ts';
import { mayChangeApplication } from '#registry/applications/find.ts';
import {
  credentialSchema,
  javascriptOriginSchema,
  presentCredential,
  redirectUriSchema,
} from '#registry/credentials/schema.ts';
import { operation } from '#registry/operation.ts';
import { anyRole } from '#registry/permission.ts';
import { referenceSchema } from '#registry/reference.ts';

/** Sets the origins and redirect addresses of an application. @throws Problem `application.not_found` (404) */
export const updateCredential = operation({
  name: 'credential.update',
  summary: 'Sets the JavaScript origins and redirect addresses of an application.',
  http: { method: 'patch', path: '/applications/{application}/credential' },
  input: z.strictObject({
    application: referenceSchema,
    javascriptOrigins: z.array(javascriptOriginSchema).max(limits.originsPerApplication).optional(),
    redirectUris: z.array(redirectUriSchema).max(limits.originsPerApplication).optional(),
  }),
  output: credentialSchema,
  authorise: (work, input) => mayChangeApplication(work, input.application, anyRole),
  perform: async (work, { subject: { credential } }, input) => {
    const javascriptOrigins = input.javascriptOrigins ?? credential.javascriptOrigins;
    const redirectUris = input.redirectUris ?? credential.redirectUris;
    const next = { ...credential, javascriptOrigins, redirectUris };
    const result = presentCredential(next);
    if (JSON.stringify(result) === JSON.stringify(presentCredential(credential))) return { result, audit: [] };
    await work.tx.update(credentials).set({ javascriptOrigins, redirectUris }).where(eq(credentials.id, credential.id));
    const details = { javascriptOrigins, redirectUris };
    return { result, audit: [{ subjectType: 'credential', subjectId: credential.id, details }] };
  },
});
