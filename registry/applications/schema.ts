import { z } from 'zod';
import type { applications } from '#database/tables.ts';
import { emailSchema } from '#registry/accounts/schema.ts';
import { credentialSchema, presentCredential, type CredentialRow } from '#registry/credentials/schema.ts';

export const environmentSchema = z.enum(['sandbox', 'production']);

/** What people write on an application's page. `email` gets the notices, once it is verified. */
export const applicationFields = {
  name: z.string().trim().min(1).max(300),
  description: z.string().trim().max(4000),
  phone: z
    .string()
    .trim()
    .max(40)
    .superRefine((text, context) => {
      if (/^(?:\+?[0-9][0-9 ().-]*)?$/.test(text)) return;
      const fr = 'Un numéro de téléphone, ou rien.';
      context.addIssue({ code: 'custom', message: 'A phone number, or nothing.', params: { fr } });
    }),
  email: emailSchema,
  structure: z.string().trim().max(2000),
  responsible: z.string().trim().max(200),
};

/** An application as operations give it back. */
export const applicationSchema = z.object({
  id: z.string(),
  organisationId: z.string(),
  organisation: z.object({ slug: z.string(), name: z.string() }),
  name: z.string(),
  description: z.string(),
  environment: environmentSchema,
  phone: z.string(),
  email: z.string(),
  /** When somebody showed that the address reaches them; null: not yet, notices do not go there. */
  emailVerifiedAt: z.iso.datetime().nullable(),
  structure: z.string(),
  responsible: z.string(),
  enabled: z.boolean(),
  status: z.enum(['pending', 'validated', 'rejected']),
  hasPicture: z.boolean(),
  createdBy: z.string().nullable(),
  /** Null: made by the system, or by an account that is gone. */
  createdByName: z.string().nullable(),
  createdAt: z.iso.datetime(),
  credential: credentialSchema,
});

/** A row of its table; the picture is read by its own operation alone. */
export type ApplicationRow = Omit<typeof applications.$inferSelect, 'picture'>;

/** An application with its identifiers: what nearly every operation on it needs. */
export type FoundApplication = ApplicationRow & {
  readonly credential: CredentialRow;
  readonly organisation: { readonly slug: string; readonly name: string };
  /** The account that created it, while there is one. */
  readonly creator: { readonly name: string } | null;
};

export function presentApplication(row: FoundApplication): z.input<typeof applicationSchema> {
  return {
    id: row.id,
    organisationId: row.organisationId,
    organisation: row.organisation,
    name: row.name,
    description: row.description,
    environment: row.environment,
    phone: row.phone,
    email: row.email,
    emailVerifiedAt: row.emailVerifiedAt?.toISOString() ?? null,
    structure: row.structure,
    responsible: row.responsible,
    enabled: row.enabled,
    status: row.status,
    hasPicture: row.pictureType !== null,
    createdBy: row.createdBy,
    createdByName: row.creator?.name ?? null,
    createdAt: row.createdAt.toISOString(),
    credential: presentCredential(row.credential),
  };
}
