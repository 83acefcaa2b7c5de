/**
 * The snapshot: all that a gateway must know to decide about a request, and nothing else. The registry's side builds it
 * (`publish`), gateways hold the last one in memory and on disk. With `database/tables.ts` this is the page to read first.
 *
 * It is plain JSON: times are milliseconds since the Unix epoch, sets are arrays, maps are objects keyed by id. It travels
 * as records (`snapshot-records.ts`), since as one text it would be too long with a million applications.
 */
import { z } from 'zod';

export const environmentSchema = z.enum(['sandbox', 'production']);
export type Environment = z.infer<typeof environmentSchema>;

/** A public JSON Web Key, with at least `kty` and `kid`. */
const publicKeySchema = z.looseObject({ kty: z.string(), kid: z.string() });

/** An authorization server whose tokens gateways accept. */
export const issuerSchema = z.object({
  id: z.string(),
  /** `iss` of its JWTs. */
  url: z.string(),
  /** JWTs are verified here with `keys`; opaque tokens are asked for at `introspection`, once. */
  tokenFormat: z.enum(['opaque', 'jwt']),
  algorithm: z.enum(['RS256', 'ES256']),
  /** `aud` that a JWT must carry. */
  audience: z.string(),
  keys: z.array(publicKeySchema),
  /** Address on the identity server (RFC 7662), called with the gateways' own bearer key. */
  introspection: z.string(),
});
export type SnapshotIssuer = z.infer<typeof issuerSchema>;

/** One operation of an API's contract: `GET /healthcheck`, with `{name}` for path parameters. */
const operationSchema = z.object({ method: z.string(), path: z.string() });

/** How far an API is on its way out; it still answers. */
const deprecationSchema = z.object({
  /** Since when, or from when on, it is deprecated. */
  deprecatedAtMs: z.number().nullable(),
  /** When it stops to answer. */
  sunsetAtMs: z.number().nullable(),
  /** Address of the API that takes its place, in the same environment. */
  successor: z.string().nullable(),
  /** Address of its page in the portal. */
  page: z.string(),
});
export type SnapshotDeprecation = z.infer<typeof deprecationSchema>;

/** Where an API answers in one environment. */
export const routeSchema = z.object({
  apiId: z.string(),
  /** `sne-cotation`: what people call it; also the key of profiles. */
  apiSlug: z.string(),
  apiVersion: z.string(),
  providerId: z.string(),
  environment: environmentSchema,
  host: z.string(),
  /** Begins with `/`, does not end with one (the root is the empty string). */
  basePath: z.string(),
  /** Addresses of the service behind, with spaces between: `http://127.0.0.1:8005`. Their path is the same. The base path is not sent on; the rest of the path is. */
  upstream: z.string(),
  /** Certificate authorities to trust there besides the system's, PEM; null: none. */
  upstreamAuthority: z.string().nullable(),
  dialect: z.enum(['piste', 'ibm', 'problem']),
  credential: z.enum(['token', 'client-id', 'client-id-and-secret', 'api-key']),
  /** Issuer whose tokens open it; null when it takes none. */
  issuerId: z.string().nullable(),
  requiredScopes: z.array(z.string()),
  cors: z.boolean(),
  /** Whether WebSockets may be opened on it. */
  webSocket: z.boolean(),
  /** Versions of the terms of which one must have been accepted: the one in force and those announced after it. Empty: none asked. */
  acceptedTerms: z.array(z.string()),
  /** Operations of the contract; null: no contract, every path and method is forwarded. */
  operations: z.array(operationSchema).nullable(),
  /** Whom to ask: shown in refusals. */
  contact: z.string(),
  /** Page of the portal that explains refusals of this API, told in `Link`; absent: none. */
  help: z.string().optional(),
  /** Null: it is not deprecated. */
  deprecation: deprecationSchema.nullable(),
});
export type SnapshotRoute = z.infer<typeof routeSchema>;

const subscriptionSchema = z.object({
  state: z.enum(['pending', 'approved', 'rejected', 'suspended', 'revoked']),
  planId: z.string(),
});

const secretSchema = z.object({
  id: z.string(),
  /** SHA-256, hex. */
  digest: z.string(),
  expiresAtMs: z.number().nullable(),
});

/** An application as gateways see it. Deleted ones are not in the snapshot. */
export const applicationSchema = z.object({
  id: z.string(),
  name: z.string(),
  organisationId: z.string(),
  organisation: z.string(),
  environment: environmentSchema,
  enabled: z.boolean(),
  clientId: z.string(),
  /** Secrets that are neither withdrawn nor expired; a token whose secret is not here any more is dead. */
  secrets: z.array(secretSchema),
  javascriptOrigins: z.array(z.string()),
  /** Best subscription per API id. */
  subscriptions: z.record(z.string(), subscriptionSchema),
  /** Ids of the terms versions accepted for it. */
  consents: z.array(z.string()),
  /** Codes of its business profiles per `<provider id>/<API slug>`. */
  profiles: z.record(z.string(), z.array(z.string())),
});
export type SnapshotApplication = z.infer<typeof applicationSchema>;

/** An API key that is neither withdrawn nor expired; known by its digest. */
export const apiKeySchema = z.object({
  id: z.string(),
  /** The application that it stands for. */
  clientId: z.string(),
  expiresAtMs: z.number().nullable(),
});
export type SnapshotApiKey = z.infer<typeof apiKeySchema>;

/** An account that password tokens may speak for. */
export const accountSchema = z.object({
  id: z.string(),
  email: z.string(),
  active: z.boolean(),
  /** Rights per provider id: resource type, id, what is allowed. */
  rights: z.record(
    z.string(),
    z.array(z.object({ type: z.string(), id: z.string(), read: z.boolean(), write: z.boolean() })),
  ),
});
export type SnapshotAccount = z.infer<typeof accountSchema>;

/** A plan's limits; enforced by the data plane. */
export const planSchema = z.object({
  id: z.string(),
  slug: z.string(),
  /** What it is a plan of: whoever gets another plan of the same product goes on counting. */
  productId: z.string(),
  /** Whose calls are counted together. */
  per: z.enum(['application', 'organisation']),
  /** What happens above a quota: the call is refused, or passes and is flagged. */
  atLimit: z.enum(['refuse', 'flag']),
  /** In which its days and months begin and end; an IANA name. */
  timeZone: z.string(),
  ratePerSecond: z.number().nullable(),
  burst: z.number().nullable(),
  quotaPerDay: z.number().nullable(),
  quotaPerMonth: z.number().nullable(),
});
export type SnapshotPlan = z.infer<typeof planSchema>;

/** A host that the gateway's listener hands through to another part of this instance without any check: an issuer's host. */
export const passageSchema = z.object({ host: z.string(), upstream: z.string() });
export type SnapshotPassage = z.infer<typeof passageSchema>;

/** Keys that sign the identity header, PKCS #8 PEM; the first signs. */
export const identityHeaderSchema = z.object({ kid: z.string(), privateKeyPem: z.string() });

export const snapshotSchema = z.object({
  /** The registry's revision that it was built from; grows. */
  revision: z.number().int(),
  madeAtMs: z.number(),
  /** Id of the registry; a gateway throws away a last-good snapshot of another one. */
  registryId: z.string(),
  issuers: z.record(z.string(), issuerSchema),
  routes: z.array(routeSchema),
  passages: z.array(passageSchema),
  applications: z.record(z.string(), applicationSchema),
  /** By SHA-256, hex. */
  apiKeys: z.record(z.string(), apiKeySchema),
  accounts: z.record(z.string(), accountSchema),
  plans: z.record(z.string(), planSchema),
  /** Tokens that died before their time: `digest:<hex>` or `jti:<jti>`, with the time at which they would have ended. */
  deniedTokens: z.record(z.string(), z.number()),
  identityHeader: identityHeaderSchema,
});
export type Snapshot = z.infer<typeof snapshotSchema>;
