import { z } from 'zod';
import { limits } from '#base/limits.ts';
import type { credentials, secrets } from '#database/tables.ts';

/** What its owner calls a secret or key. */
export const labelSchema = z.string().trim().min(1).max(100);

/** A secret as operations give it back; its value is shown by `secret.show` and by what makes it, nowhere else. */
export const secretSchema = z.object({
  id: z.string(),
  label: z.string(),
  createdAt: z.iso.datetime(),
  expiresAt: z.iso.datetime().nullable(),
  lastUsedAt: z.iso.datetime().nullable(),
  withdrawnAt: z.iso.datetime().nullable(),
});

/** A secret together with its value. */
export const openSecretSchema = secretSchema.extend({ value: z.string() });

export type SecretRow = typeof secrets.$inferSelect;

export function presentSecret(row: Omit<SecretRow, 'digest' | 'sealed'>): z.input<typeof secretSchema> {
  return {
    id: row.id,
    label: row.label,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    withdrawnAt: row.withdrawnAt?.toISOString() ?? null,
  };
}

/** The public half of an application's identifiers. */
export const credentialSchema = z.object({
  clientId: z.string(),
  type: z.enum(['confidential', 'public']),
  javascriptOrigins: z.array(z.string()),
  redirectUris: z.array(z.string()),
  createdAt: z.iso.datetime(),
});

export type CredentialRow = typeof credentials.$inferSelect;

export function presentCredential(row: CredentialRow): z.input<typeof credentialSchema> {
  return {
    clientId: row.clientId,
    type: row.type,
    javascriptOrigins: row.javascriptOrigins,
    redirectUris: row.redirectUris,
    createdAt: row.createdAt.toISOString(),
  };
}

/** What is said of a value that a check of our own refuses. */
function own(en: string, fr: string) {
  return { error: en, params: { fr } };
}

const address = z.string().max(limits.originLength);

function parseUrl(text: string): URL | null {
  return URL.parse(text);
}

function onThisMachine(url: URL): boolean {
  return ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
}

/** An origin that browsers may call from: `*`, or `https://host[:port]`; plain HTTP on this machine only. */
export const javascriptOriginSchema = address.refine(
  (text) => {
    if (text === '*') return true;
    const url = parseUrl(text);
    if (url === null || url.origin !== text || text.includes('*')) return false;
    return url.protocol === 'https:' || (url.protocol === 'http:' && onThisMachine(url));
  },
  own(
    'This is no origin such as https://app.example.org, without a path.',
    "Ce n'est pas une origine comme https://app.exemple.fr, sans chemin.",
  ),
);

/**
 * A redirect address of browser flows: absolute and without fragment (RFC 6749 §3.1.2), HTTPS; plain HTTP on this
 * machine (RFC 8252 §7.3), or a scheme of the application's own with a dot in it (RFC 8252 §7.1).
 */
export const redirectUriSchema = address.refine(
  (text) => {
    const url = parseUrl(text);
    if (url === null || text.includes('#') || url.username !== '' || url.password !== '') return false;
    if (url.protocol === 'https:') return true;
    return url.protocol === 'http:' ? onThisMachine(url) : /^[a-z0-9-]+(?:\.[a-z0-9-]+)+:$/.test(url.protocol);
  },
  own('This is no absolute https address without #.', "Ce n'est pas une adresse https complète et sans #."),
);
