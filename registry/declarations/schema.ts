/**
 * What may stand in a declaration: the YAML that describes organisations, providers, issuers, terms, APIs, products and
 * plans. Every object is strict; every field says what it is for, because editors show that text (the JSON Schema in
 * docs/declaration.schema.json is made from this file).
 *
 * Only the shape is judged here. What needs more than one field to judge stands in `check.ts`.
 */
import { z } from 'zod';
import { limits } from '#base/limits.ts';
import { defaultTimeZone, isTimeZone } from '#base/time-zone.ts';

/** PostgreSQL stores neither NUL nor half a surrogate pair. */
function storable(text: string): boolean {
  return !text.includes('\u0000') && text.isWellFormed();
}

const textOf = (maximum: number, minimum = 1) =>
  z.string().min(minimum).max(maximum).refine(storable, { error: 'holds a character that cannot be stored' });

/** A readable name in addresses. */
export const slug = z
  .string()
  .max(64)
  .regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, { error: 'expected a slug: small letters, digits and single hyphens' });
export const version = z
  .string()
  .max(32)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/, { error: 'expected a version: letters, digits, ".", "_" and "-"' });
export const email = z.email({ error: 'expected an e-mail address' }).max(254);
export const timeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, { error: 'expected the name of a time zone, such as Europe/Paris or Pacific/Noumea' });
export const code = z
  .string()
  .max(64)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._:-]*$/, { error: 'expected a code: letters, digits, ".", "_", ":" and "-"' });
export const moment = z.union([z.iso.date(), z.iso.datetime({ offset: true })], {
  error: 'expected a date (2026-01-31) or a time (2026-01-31T08:00:00Z)',
});
const environment = z.enum(['sandbox', 'production']);
/** RFC 6749 §3.3: a scope token. */
const scope = z
  .string()
  .max(128)
  .regex(/^[\x21\x23-\x5b\x5d-\x7e]+$/, { error: 'expected one scope, without spaces' });
const count = z.number().int().min(1);
const items = limits.declarationItems;

export const inBothLanguages = (maximum: number, minimum = 1) =>
  z.union(
    [
      textOf(maximum, minimum),
      z.strictObject({
        fr: textOf(maximum, minimum).describe('The text in French.'),
        en: textOf(maximum, minimum).describe('The text in English.'),
      }),
    ],
    { error: 'expected a text for both languages, or {fr: …, en: …}' },
  );
export const name = inBothLanguages(200);
const description = inBothLanguages(20_000, 0);

const organisation = z.strictObject({
  slug: slug.describe('Readable name of the organisation: `mtes`.'),
  name: textOf(200).describe('Name as people know it: `MTES`.'),
  codes: z
    .array(
      z.strictObject({
        code: code.describe(
          'The join code, as people type it at sign-up: `984b19`. Quote it when it looks like a number.',
        ),
        role: z
          .enum(['developer', 'administrator'])
          .default('developer')
          .describe('What the code makes of the person who gives it.'),
        limit: count.max(1_000_000).optional().describe('How often it may be used. Left out: without limit.'),
        expires: moment.optional().describe('From when on it is refused. Left out: never.'),
      }),
    )
    .max(items)
    .default([])
    .describe('Join codes of the organisation. Codes that are not named here stay as they are.'),
});

const account = z.strictObject({
  email: email.describe('The login.'),
  name: textOf(200).describe('Name of the person or the system.'),
});

const issuer = z.strictObject({
  slug: slug.describe('Readable name of the authorization server: `piste-sandbox`. Unique in the whole instance.'),
  environment: environment.describe('Applications of this environment are its clients.'),
  url: z
    .string()
    .max(500)
    .regex(/^https?:\/\/[a-z0-9.-]+(?::\d{1,5})?(?:\/[A-Za-z0-9._~-]+)*$/, {
      error: 'expected an address in small letters, such as https://oauth.example.org, without "/" at the end',
    })
    .describe('Its public address, and `iss` of its tokens: `https://oauth.piste.gouv.fr`.'),
  dialect: z
    .enum(['piste', 'identityserver'])
    .describe('Layout of its addresses and shape of its errors: `/api/oauth/token` or `/identity/connect/token`.'),
  tokens: z
    .strictObject({
      format: z
        .enum(['opaque', 'jwt'])
        .describe(
          '`opaque`: random strings that only the issuer can judge. `jwt`: signed, judged by whoever has the keys.',
        ),
      algorithm: z.enum(['RS256', 'ES256']).optional().describe('How JWTs are signed. Left out: RS256.'),
      seconds: count.max(86_400).default(3600).describe('Life of an access token, in seconds.'),
      refreshSeconds: count
        .max(31_536_000)
        .default(2_592_000)
        .describe('Life of a refresh token, in seconds; used when `grants` names `refresh_token`.'),
    })
    .refine((tokens) => tokens.format === 'jwt' || tokens.algorithm === undefined, {
      path: ['algorithm'],
      error: 'only JWTs are signed: leave algorithm out',
    })
    .describe('The access tokens that it issues.'),
  grants: z
    .array(z.enum(['client_credentials', 'password', 'refresh_token']))
    .min(1)
    .max(3)
    .describe('Grants that it answers. `password` also needs each client to be allowed for it, one by one.'),
  scopes: z.array(scope).max(100).describe('Scopes that it knows.'),
  defaultScope: z
    .string()
    .min(1)
    .max(2048)
    .optional()
    .describe('Scopes granted when none is asked for, separated by spaces. Left out: a scope must be asked for.'),
  keyRotationDays: count
    .max(3650)
    .default(90)
    .describe('How long a signing key signs before the next one takes over, in days.'),
  passwordSunset: moment.optional().describe('When its password grant ends, announced as `Sunset` (RFC 8594).'),
  enabled: z.boolean().default(true).describe('`false`: it answers nothing any more.'),
});

export const termsSchema = z.strictObject({
  slug: slug.describe('Readable name of the terms, within the provider.'),
  title: name.describe('Title, as people see it.'),
  versions: z
    .array(
      z.strictObject({
        version: version.describe('Name of the version: `"2026-01"`.'),
        effective: moment.describe('From when on consent to this version, or a later one, is demanded.'),
        text: inBothLanguages(limits.termsTextLength)
          .optional()
          .describe('The text itself. A text that was published once never changes: write a new version.'),
        file: inBothLanguages(500)
          .optional()
          .describe('Files that hold the text, relative to this one. Either `text` or `file`.'),
      }),
    )
    .min(1)
    .max(items)
    .describe('Versions, oldest first.'),
});

const noAddress = { error: 'expected an http or https address', abort: true };
const upstreamAddress = z
  .string()
  .max(500)
  .regex(/^https?:\/\/[A-Za-z0-9.-]+(?::\d{1,5})?(?:\/[A-Za-z0-9._~-]+)*$/, noAddress)
  .refine((text) => URL.canParse(text), noAddress);
const localService = z
  .string()
  .max(500)
  .regex(/^local:[a-z0-9]+(?:-[a-z0-9]+)*$/, { abort: true });

/** Where one address lies below its origin; a request's path is put behind it before its target is chosen. */
function pathOf(address: string): string {
  return new URL(address).pathname;
}

const upstream = z
  .union([upstreamAddress, localService, z.array(upstreamAddress).min(1).max(limits.upstreamTargets)], {
    error: `expected an http or https address, a list of up to ${limits.upstreamTargets} of them, or local:<name> for a service that this instance runs itself`,
  })
  .refine(
    (given) => typeof given === 'string' || new Set(given.map((one) => new URL(one).href)).size === given.length,
    {
      error: 'names an address twice',
    },
  )
  .refine((given) => typeof given === 'string' || new Set(given.map(pathOf)).size === 1, {
    error: 'expected addresses with the same path',
  });

const deploymentFields = z.strictObject({
  label: textOf(100, 0).default('').describe('What the provider calls this environment: `site-école`, `recette`.'),
  host: z
    .string()
    .max(253)
    .regex(/^[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?::\d{1,5})?$/, { error: 'expected a host name in small letters' })
    .describe('Public host: `sandbox-api.piste.gouv.fr`.'),
  basePath: z
    .string()
    .max(500)
    .regex(/^(?:\/[A-Za-z0-9._~-]+)+$/, { error: 'expected a path that starts with "/" and does not end with it' })
    .refine((path) => !path.split('/').some((segment) => segment === '.' || segment === '..'), {
      error: 'expected a path without "." and ".." segments',
    })
    .describe('Public base path: `/mtes/sne-cotation/v1.0`. It is not sent on to the upstream.'),
  upstream: upstream.describe(
    'The service behind: an address, a list of addresses of the same service, or `local:<name>` for one that this instance runs itself.',
  ),
  upstreamAuthority: z
    .string()
    .min(1)
    .max(limits.upstreamAuthorityLength)
    .optional()
    .describe(
      "Certificate authorities to trust besides the system's: PEM, or a file relative to this one. Left out: the system's alone.",
    ),
  issuer: slug.optional().describe('Slug of the issuer whose tokens open it; needed when `credential` is `token`.'),
});

const deployment = deploymentFields.refine(
  ({ upstream: given, upstreamAuthority }) =>
    upstreamAuthority === undefined || [given].flat().some((one) => one.startsWith('https:')),
  { path: ['upstreamAuthority'], error: 'only an https upstream shows a certificate: leave it out' },
);

/** `slug@version`. */
export const apiName = z
  .string()
  .max(100)
  .regex(/^[^@]+@[^@]+$/, { error: 'expected an API and its version, such as sne-cotation@1.0' });

export const apiSchema = z.strictObject({
  slug: slug.describe('Readable name, the same for all versions: `sne-cotation`.'),
  version: version.describe('Version: `"1.0"`, in quotes. With the slug it names the API for ever.'),
  name: name.describe('Name, as people see it.'),
  description: description.default('').describe('What it is for.'),
  status: z
    .enum(['draft', 'published', 'deprecated', 'retired'])
    .default('published')
    .describe('Where it is in its life; only `published` and `deprecated` answer.'),
  deprecated: moment
    .optional()
    .describe('Since when, or from when on, it is deprecated: `Deprecation` of its answers (RFC 9745).'),
  sunset: moment
    .optional()
    .describe('When it stops to answer: `Sunset` of its answers (RFC 8594). From then on it counts as `retired`.'),
  successor: apiName.optional().describe('Which API of this provider takes its place, as `slug@version`.'),
  type: textOf(32).default('REST').describe('Style of the interface.'),
  tags: z.array(textOf(50)).max(30).default([]).describe('Tags for searching.'),
  dialect: z.enum(['piste', 'ibm', 'problem']).default('problem').describe("Shape of the gateway's refusals."),
  credential: z
    .enum(['token', 'client-id', 'client-id-and-secret', 'api-key'])
    .default('token')
    .describe(
      "What a call carries: an issuer's token, the client id (and secret) in the dialect's headers, or an API key in `X-Api-Key`.",
    ),
  scopes: z.array(scope).max(50).default([]).describe('Scopes that a token must carry, all of them.'),
  cors: z.boolean().default(false).describe("`true`: browsers may call it from the application's JavaScript origins."),
  webSocket: z.boolean().default(false).describe('`true`: programs may open WebSockets on it.'),
  openData: z
    .boolean()
    .default(false)
    .describe(
      '`true`: everybody may look at its data in the portal; its service offers them as [open-data.md](open-data.md) says.',
    ),
  validation: z
    .strictObject({
      needed: z.boolean().describe("`true`: a subscription waits for the API's administrator."),
      approver: email.optional().describe('Who approves; needed when validation is.'),
    })
    .default({ needed: false })
    .describe('Whether a subscription must be approved, and by whom.'),
  administrator: email.optional().describe('Who administers the API.'),
  terms: slug.optional().describe("Slug of the provider's terms that consumers must have accepted. Left out: none."),
  profiles: z
    .array(
      z.strictObject({
        code: code.describe('What the API sees: `EPCI`.'),
        name: name.describe('Name, as people see it.'),
      }),
    )
    .max(items)
    .default([])
    .describe('Business profiles, shared by all versions of the slug. Once declared they stay.'),
  contract: z
    .union([z.string().min(1).max(500), z.record(z.string(), z.unknown())], {
      error: 'expected the path of an OpenAPI 3 file, or the document itself',
    })
    .optional()
    .describe(
      'OpenAPI 3 document: a file relative to this one, or the document itself. Left out: every path is forwarded.',
    ),
  deployments: z
    .strictObject({
      sandbox: deployment.optional().describe('Where sandbox applications reach it.'),
      production: deployment.optional().describe('Where production applications reach it.'),
    })
    .default({})
    .describe('Where the API answers, per environment.'),
});

export const planSchema = z.strictObject({
  slug: slug.describe('Readable name within the product: `default`.'),
  name: name.describe('Name, as people see it.'),
  rate: count.max(1_000_000).optional().describe('Calls a second, sustained. Left out: no limit.'),
  burst: count.max(1_000_000).optional().describe('Calls at once above the rate. Left out: the rate itself.'),
  quota: z
    .strictObject({
      day: count
        .max(Number.MAX_SAFE_INTEGER)
        .optional()
        .describe("Calls a calendar day, in the provider's time zone. Left out: no limit."),
      month: count.max(Number.MAX_SAFE_INTEGER).optional().describe('Calls a calendar month. Left out: no limit.'),
    })
    .default({})
    .describe('Calls over longer times.'),
  per: z
    .enum(['application', 'organisation'])
    .default('application')
    .describe(
      "Whose calls are counted together: each application's, or those of all applications of an organisation that use the product.",
    ),
  atLimit: z
    .enum(['refuse', 'flag'])
    .default('refuse')
    .describe('What happens above a quota: `refuse` the call, or let it pass and `flag` it. A rate always refuses.'),
  approval: z.boolean().default(false).describe('`true`: a subscription waits for approval, whatever the APIs say.'),
});

export const productSchema = z.strictObject({
  slug: slug.describe('Readable name within the provider: `webstat-fr`.'),
  name: name.describe('Name, as people see it.'),
  description: description.default('').describe('What it is for.'),
  apis: z.array(apiName).min(1).max(items).describe('The APIs in it, as `slug@version`.'),
  plans: z.array(planSchema).min(1).max(items).describe('Plans under which it is used.'),
});

const right = z.strictObject({
  account: email.describe('Login of the account; it exists or stands under `accounts`.'),
  type: z
    .string()
    .max(64)
    .regex(/^[a-z][a-z0-9-]*$/, { error: 'expected a kind: small letters, digits and hyphens' })
    .describe("Kind of the provider's resource: `dossier`."),
  id: textOf(200)
    .refine((text) => text.trim() === text, { error: 'expected a text without spaces around it' })
    .describe('Which one: `"42"`, in quotes.'),
  read: z.boolean().default(true).describe('May read it.'),
  write: z.boolean().default(false).describe('May change it.'),
});

export const providerSchema = z.strictObject({
  slug: slug.describe('Readable name of the provider: `piste`.'),
  organisation: slug.describe('Slug of the organisation behind it; it exists or stands under `organisations`.'),
  name: name.describe('Name, as people see it.'),
  contact: email.describe('Where its consumers write to.'),
  timeZone: timeZone
    .default(defaultTimeZone)
    .describe('Time zone in which the days and months of its quotas begin and end: `Pacific/Noumea`.'),
  issuers: z.array(issuer).max(items).default([]).describe('Its authorization servers.'),
  terms: z.array(termsSchema).max(items).default([]).describe('Its conditions of use.'),
  apis: z.array(apiSchema).max(items).default([]).describe('Its APIs, an entry for each version.'),
  products: z.array(productSchema).max(items).default([]).describe('What consumers subscribe to.'),
  rights: z
    .array(right)
    .max(limits.declarationPeople)
    .default([])
    .describe('What accounts may do with its resources. Rights that are not named here stay as they are.'),
});

/** A whole declaration file. */
export const declarationSchema = z.strictObject({
  include: z
    .array(z.string().min(1).max(500))
    .max(limits.declarationFiles)
    .default([])
    .describe('Further declaration files, relative to this one.'),
  settings: z
    .record(z.string(), z.unknown())
    .optional()
    .describe(
      'Settings of this instance, when the file is guichet.yaml: see configuration.md. `apply` leaves them alone.',
    ),
  organisations: z
    .array(organisation)
    .max(limits.declarationPeople)
    .default([])
    .describe('Organisations that shall exist.'),
  accounts: z
    .array(account)
    .max(limits.declarationPeople)
    .default([])
    .describe('Accounts that shall exist: active, without a password until one is set.'),
  providers: z
    .array(providerSchema)
    .max(items)
    .default([])
    .describe('Providers, each complete: what a provider no longer declares is retired. Others are left alone.'),
});

/** A declaration file as read, defaults filled in. */
export type DeclarationContent = z.output<typeof declarationSchema>;
/** A declaration file as written. */
export type DeclarationInput = z.input<typeof declarationSchema>;
export type DeclaredProvider = DeclarationContent['providers'][number];
export type DeclaredApi = DeclaredProvider['apis'][number];
export type DeclaredLocalised = z.output<typeof name>;

/** Gives the JSON Schema (draft 2020-12) that editors check declarations with: the text of docs/declaration.schema.json. */
export function declarationSchemaText(): string {
  const schema = {
    ...z.toJSONSchema(declarationSchema, { io: 'input' }),
    title: 'Guichet declaration',
    description: 'Organisations, providers, issuers, terms, APIs, products and plans of a Guichet instance.',
  };
  return `${JSON.stringify(schema, null, 2)}\n`;
}
