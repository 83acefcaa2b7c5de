/**
 * What exists, as tables. With `gateway/snapshot.ts` this is the page to read first.
 *
 * Conventions: ids are UUIDv7; `slug` is the readable name in addresses and declarations; times are UTC; texts for people
 * exist in French and English; a row that people refer to later is ended (`withdrawnAt`, `retiredAt`), never deleted.
 * After a change: `script/migration NAME` writes the migration, which is committed.
 */
import { sql } from 'drizzle-orm';
import {
  bigint,
  boolean,
  check,
  foreignKey,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from 'drizzle-orm/pg-core';
import { bytes, id, moment, searchDocument } from '#database/columns.ts';

// ── People and organisations ──────────────────────────────────────────────────────────────────────────────────────────

/** An organisation: owns applications, has members; may publish APIs as a provider. */
export const organisations = pgTable('organisations', {
  /** Primary key. */
  id: id(),
  /** Readable name in addresses and declarations: `mtes`. */
  slug: text('slug').notNull().unique(),
  /** Name as people know it: `MTES`. */
  name: text('name').notNull(),
  /** When it was created. */
  createdAt: moment('created_at').notNull(),
});

/** A join code: who gives it at sign-up becomes a member of the organisation (PISTE guide: `984b19`). */
export const organisationCodes = pgTable('organisation_codes', {
  /** Primary key. */
  id: id(),
  /** The organisation that the code opens. */
  organisationId: uuid('organisation_id')
    .notNull()
    .references(() => organisations.id),
  /** The code itself, as people type it. */
  code: text('code').notNull().unique(),
  /** The role that it gives: `developer` or `administrator`. */
  role: text('role', { enum: ['developer', 'administrator'] }).notNull(),
  /** How often it may be used; null: without limit. */
  useLimit: integer('use_limit'),
  /** How often it has been used. */
  uses: integer('uses').notNull().default(0),
  /** From when on it is refused; null: never. */
  expiresAt: moment('expires_at'),
});

/** An account: a person who can log in, or an access account of the password grant. */
export const accounts = pgTable('accounts', {
  /** Primary key. */
  id: id(),
  /** The login, in lower case. */
  email: text('email').notNull().unique(),
  /** Name as given at sign-up. */
  name: text('name').notNull(),
  /** argon2id in PHC form; null: no password, cannot log in with one. */
  passwordHash: text('password_hash'),
  /** False until activated, and again when an operator shuts it. */
  active: boolean('active').notNull().default(false),
  /** True: may administer the whole instance. */
  operator: boolean('operator').notNull().default(false),
  /** Until when its sign-up must be activated, or it is swept; null: it was activated, shut, or made by an operator. */
  activateBefore: moment('activate_before'),
  /** When it was created. */
  createdAt: moment('created_at').notNull(),
});

/** What a person has chosen; no row: nothing yet. */
export const accountPreferences = pgTable('account_preferences', {
  /** Whose choices. */
  accountId: uuid('account_id')
    .primaryKey()
    .references(() => accounts.id, { onDelete: 'cascade' }),
  /** Language of pages and mails; null: the browser's. */
  language: text('language', { enum: ['fr', 'en'] }),
  /** True: wants the portal's news. */
  wantsNews: boolean('wants_news').notNull().default(false),
  /** True: wants to be asked in surveys. */
  wantsSurveys: boolean('wants_surveys').notNull().default(false),
  /** Version of the portal's own terms that was accepted; null: none (made by an operator). */
  portalTermsVersion: text('portal_terms_version'),
  /** When it was accepted. */
  portalTermsAcceptedAt: moment('portal_terms_accepted_at'),
});

/** A session of the portal: a browser in which a person is logged in, or has given the password and owes the second factor. */
export const sessions = pgTable(
  'sessions',
  {
    /** Primary key: names it in the list of sessions, opens nothing. */
    id: id(),
    /** SHA-256 of the token that the browser holds. */
    digest: bytes('digest').notNull().unique(),
    /** Who is logged in. */
    accountId: uuid('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** True: the password was right and the second factor is still owed; the session opens nothing yet. */
    secondFactorOwed: boolean('second_factor_owed').notNull(),
    /** When it was opened. */
    createdAt: moment('created_at').notNull(),
    /** When it was last used, to the minute. */
    lastSeenAt: moment('last_seen_at').notNull(),
    /** When it ends unless it is used before; moves on with its use. */
    idleExpiresAt: moment('idle_expires_at').notNull(),
    /** When it ends whatever happens. */
    expiresAt: moment('expires_at').notNull(),
    /** When the person last proved to be there, at login or later; null: the second factor is still owed. */
    confirmedAt: moment('confirmed_at'),
    /** The browser as it named itself, shortened, for the list of sessions. */
    userAgent: text('user_agent').notNull(),
    /** The network that it was opened from (the address without its last part), for the list of sessions. */
    network: text('network').notNull(),
  },
  (table) => [index().on(table.accountId), index().on(table.expiresAt)],
);

/** A link that was mailed: acts once, on one account, for one purpose. */
export const accountLinks = pgTable(
  'account_links',
  {
    /** SHA-256 of the link's token. */
    digest: bytes('digest').primaryKey(),
    /** The account that it acts on. */
    accountId: uuid('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** What it does. */
    purpose: text('purpose', { enum: ['activate', 'reset-password', 'change-email'] }).notNull(),
    /** The new address of `change-email`; null for the other purposes. */
    email: text('email'),
    /** When it was made. */
    createdAt: moment('created_at').notNull(),
    /** From when on it is refused. */
    expiresAt: moment('expires_at').notNull(),
    /** When it was used; null: not yet. Kept until it expires, so that a second click can be told what happened. */
    usedAt: moment('used_at'),
  },
  (table) => [index().on(table.accountId), index().on(table.expiresAt)],
);

/** The authenticator app of an account: time-based one-time passwords (RFC 6238). */
export const totps = pgTable('totps', {
  /** Whose. */
  accountId: uuid('account_id')
    .primaryKey()
    .references(() => accounts.id, { onDelete: 'cascade' }),
  /** The shared secret, sealed with the account's id as context. */
  sealedSecret: bytes('sealed_secret').notNull(),
  /** When it was set up. */
  createdAt: moment('created_at').notNull(),
  /** When a first code proved it; null: it protects nothing yet. */
  confirmedAt: moment('confirmed_at'),
  /** The time step of the last accepted code: it and earlier ones are refused (RFC 6238 §5.2). Null: none yet. */
  lastStep: bigint('last_step', { mode: 'number' }),
});

/** A passkey of an account (WebAuthn credential). */
export const passkeys = pgTable(
  'passkeys',
  {
    /** Primary key. */
    id: id(),
    /** Whose. */
    accountId: uuid('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** The authenticator's own id of it, base64url. */
    credentialId: text('credential_id').notNull().unique(),
    /** Its public key, COSE. */
    publicKey: bytes('public_key').notNull(),
    /** Signatures that it says it has made: one that goes back was copied. Many authenticators always say 0. */
    counter: bigint('counter', { mode: 'number' }).notNull(),
    /** How it can be reached: `internal`, `usb`, `hybrid`… */
    transports: text('transports').array().notNull(),
    /** What its owner calls it. */
    label: text('label').notNull(),
    /** When it was added. */
    createdAt: moment('created_at').notNull(),
    /** When it was last used; null: never. */
    lastUsedAt: moment('last_used_at'),
  },
  (table) => [index().on(table.accountId)],
);

/** A WebAuthn challenge that was given out: taken back once. */
export const passkeyChallenges = pgTable(
  'passkey_challenges',
  {
    /** SHA-256 of the challenge. */
    digest: bytes('digest').primaryKey(),
    /** The account that must answer; null: any that has a passkey (login without a password). */
    accountId: uuid('account_id').references(() => accounts.id, { onDelete: 'cascade' }),
    /** What the answer does: `add` a passkey or `prove` to have one. */
    purpose: text('purpose', { enum: ['add', 'prove'] }).notNull(),
    /** From when on an answer comes too late. */
    expiresAt: moment('expires_at').notNull(),
  },
  (table) => [index().on(table.expiresAt)],
);

/** A recovery code: stands in once for a lost second factor. */
export const recoveryCodes = pgTable(
  'recovery_codes',
  {
    /** SHA-256 of the code, which has 80 random bits. */
    digest: bytes('digest').primaryKey(),
    /** Whose. */
    accountId: uuid('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** When it was made. */
    createdAt: moment('created_at').notNull(),
    /** When it was used; null: not yet. */
    usedAt: moment('used_at'),
  },
  (table) => [index().on(table.accountId)],
);

/** Who belongs to which organisation, and as what. */
export const memberships = pgTable(
  'memberships',
  {
    /** The member. */
    accountId: uuid('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** The organisation. */
    organisationId: uuid('organisation_id')
      .notNull()
      .references(() => organisations.id),
    /** `developer` makes and changes applications; `administrator` also members, and decides for the provider. */
    role: text('role', { enum: ['developer', 'administrator'] }).notNull(),
    /** Since when. */
    joinedAt: moment('joined_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.organisationId] }), index().on(table.organisationId)],
);

// ── Applications and their credentials ────────────────────────────────────────────────────────────────────────────────

/** An application: a program that calls APIs; lives in one environment for ever. */
export const applications = pgTable(
  'applications',
  {
    /** Primary key. */
    id: id(),
    /** The organisation that owns it. */
    organisationId: uuid('organisation_id')
      .notNull()
      .references(() => organisations.id),
    /** Name, unique within organisation and environment: `APP_SANDBOX_<e-mail>`. */
    name: text('name').notNull(),
    /** What it is for. */
    description: text('description').notNull().default(''),
    /** `sandbox` or `production`. */
    environment: text('environment', { enum: ['sandbox', 'production'] }).notNull(),
    /** Phone of the person responsible, if that person wants to be reached so. */
    phone: text('phone').notNull().default(''),
    /** Gets the notices (quota, request for information), once it is verified. */
    email: text('email').notNull(),
    /** When it was shown that `email` reaches somebody who wants it; null: not yet. Emptied whenever `email` changes. */
    emailVerifiedAt: moment('email_verified_at'),
    /** The types of notices that go to `email`; null: all. */
    contactNotices: text('contact_notices').array(),
    /** Information on the structure behind the application. */
    structure: text('structure').notNull().default(''),
    /** The person responsible. */
    responsible: text('responsible').notNull().default(''),
    /** False: every call and every token request is refused. */
    enabled: boolean('enabled').notNull().default(true),
    /** `pending`, `validated` or `rejected`: whether an administrator has accepted the application itself. */
    status: text('status', { enum: ['pending', 'validated', 'rejected'] }).notNull(),
    /** Picture, at most 1 MB; null: none. */
    picture: bytes('picture'),
    /** Media type of the picture. */
    pictureType: text('picture_type'),
    /** The account that created it; null: made by the system (sandbox application at activation). */
    createdBy: uuid('created_by').references(() => accounts.id, { onDelete: 'set null' }),
    /** When it was created. */
    createdAt: moment('created_at').notNull(),
    /** When it was deleted; its rows stay for the audit. */
    deletedAt: moment('deleted_at'),
  },
  (table) => [
    uniqueIndex('applications_name')
      .on(table.organisationId, table.environment, table.name)
      .where(sql`deleted_at is null`),
  ],
);

/** The identifiers of an application: one client id, its secrets apart. */
export const credentials = pgTable(
  'credentials',
  {
    /** Primary key. */
    id: id(),
    /** The application that they identify. */
    applicationId: uuid('application_id')
      .notNull()
      .references(() => applications.id),
    /** The public half: a UUID of version 4. */
    clientId: uuid('client_id').notNull().unique(),
    /** OAuth client type: `confidential` (has secrets) or `public`. */
    type: text('type', { enum: ['confidential', 'public'] }).notNull(),
    /** Origins that browsers may call from; `*`: any. */
    javascriptOrigins: text('javascript_origins')
      .array()
      .notNull()
      .default(sql`'{}'`),
    /** Redirect addresses of browser flows. */
    redirectUris: text('redirect_uris')
      .array()
      .notNull()
      .default(sql`'{}'`),
    /** When they were made. */
    createdAt: moment('created_at').notNull(),
  },
  (table) => [index().on(table.applicationId)],
);

/** A client secret; several may live at once, so that they can be changed without a gap. */
export const secrets = pgTable(
  'secrets',
  {
    /** Primary key. */
    id: id(),
    /** The credentials that it proves. */
    credentialId: uuid('credential_id')
      .notNull()
      .references(() => credentials.id),
    /** What its owner calls it. */
    label: text('label').notNull(),
    /** SHA-256 of the secret: enough to verify it. */
    digest: bytes('digest').notNull(),
    /** The secret sealed for showing it again, with the row's id as context. */
    sealed: bytes('sealed').notNull(),
    /** When it was made. */
    createdAt: moment('created_at').notNull(),
    /** From when on it is refused; null: never. */
    expiresAt: moment('expires_at'),
    /** When it was last accepted, to the minute; null: never. */
    lastUsedAt: moment('last_used_at'),
    /** When it was withdrawn; null: it is not. Its live tokens die with it. */
    withdrawnAt: moment('withdrawn_at'),
  },
  (table) => [index().on(table.credentialId)],
);

/** An API key: what a call carries alone in `X-Api-Key`, where the API takes keys. Shown once, when it is made. */
export const apiKeys = pgTable(
  'api_keys',
  {
    /** Primary key. */
    id: id(),
    /** The application that it stands for. */
    applicationId: uuid('application_id')
      .notNull()
      .references(() => applications.id),
    /** What its owner calls it. */
    label: text('label').notNull(),
    /** Its first characters, which are no secret: people tell keys apart by them. */
    prefix: text('prefix').notNull(),
    /** SHA-256 of the key: enough to verify it. */
    digest: bytes('digest').notNull().unique(),
    /** When it was made. */
    createdAt: moment('created_at').notNull(),
    /** From when on it is refused; null: never. */
    expiresAt: moment('expires_at'),
    /** When a call with it was last let through, to the hour; null: never. Written by the intake of usage. */
    lastUsedAt: moment('last_used_at'),
    /** When it was withdrawn; null: it is not. */
    withdrawnAt: moment('withdrawn_at'),
  },
  (table) => [index().on(table.applicationId)],
);

/** A link sent to an application's contact address: who follows it shows that the address is theirs. */
export const applicationEmailLinks = pgTable(
  'application_email_links',
  {
    /** SHA-256 of the token in the link. */
    digest: bytes('digest').primaryKey(),
    /** The application. */
    applicationId: uuid('application_id')
      .notNull()
      .references(() => applications.id),
    /** The address that it was sent to: worth nothing once the application has another one. */
    email: text('email').notNull(),
    /** When it was sent. */
    sentAt: moment('sent_at').notNull(),
    /** From when on it is refused. */
    expiresAt: moment('expires_at').notNull(),
    /** When it was followed; null: not yet. It counts once. */
    usedAt: moment('used_at'),
  },
  (table) => [index().on(table.email, table.sentAt)],
);

// ── What providers offer ──────────────────────────────────────────────────────────────────────────────────────────────

/** A provider: an organisation that publishes APIs. */
export const providers = pgTable('providers', {
  /** Primary key. */
  id: id(),
  /** The organisation behind it. */
  organisationId: uuid('organisation_id')
    .notNull()
    .unique()
    .references(() => organisations.id),
  /** Readable name in addresses and declarations: `piste`. */
  slug: text('slug').notNull().unique(),
  /** Name in French. */
  nameFr: text('name_fr').notNull(),
  /** Name in English. */
  nameEn: text('name_en').notNull(),
  /** Where its consumers write to. */
  contactEmail: text('contact_email').notNull(),
  /** Time zone (IANA name) in which the days and months of its plans' quotas begin and end. */
  timeZone: text('time_zone').notNull().default('Europe/Paris'),
  /** When a declaration file last described it; null: never, it is kept by hand alone. */
  declaredAt: moment('declared_at'),
});

/** Conditions of use, in versions. */
export const terms = pgTable(
  'terms',
  {
    /** Primary key. */
    id: id(),
    /** Whose terms. */
    providerId: uuid('provider_id')
      .notNull()
      .references(() => providers.id),
    /** Readable name within the provider. */
    slug: text('slug').notNull(),
    /** Title in French. */
    titleFr: text('title_fr').notNull(),
    /** Title in English. */
    titleEn: text('title_en').notNull(),
    /** When they were given up; null: they are in use. Consents to them stay; no API asks for them. */
    retiredAt: moment('retired_at'),
  },
  (table) => [unique().on(table.providerId, table.slug)],
);

/** One version of terms. Published texts never change: a new text is a new version. */
export const termsVersions = pgTable(
  'terms_versions',
  {
    /** Primary key. */
    id: id(),
    /** The terms that it is a version of. */
    termsId: uuid('terms_id')
      .notNull()
      .references(() => terms.id),
    /** Its name: `2026-01`. */
    version: text('version').notNull(),
    /** The text in French. */
    textFr: text('text_fr').notNull(),
    /** The text in English. */
    textEn: text('text_en').notNull(),
    /** From when on consent to this version, or a later one, is demanded. */
    effectiveAt: moment('effective_at').notNull(),
  },
  (table) => [unique().on(table.termsId, table.version)],
);

/** An issuer: an authorization server, one per environment and provider style. */
export const issuers = pgTable('issuers', {
  /** Primary key. */
  id: id(),
  /** Whose issuer. */
  providerId: uuid('provider_id')
    .notNull()
    .references(() => providers.id),
  /** Readable name, and first path segment on the plain local listener: `piste-sandbox`. */
  slug: text('slug').notNull().unique(),
  /** Applications of this environment are its clients. */
  environment: text('environment', { enum: ['sandbox', 'production'] }).notNull(),
  /** Its public address, and `iss` of its tokens: `https://oauth.piste.gouv.fr`, `https://auth.inqom.com/identity`. */
  url: text('url').notNull().unique(),
  /** Layout of its addresses and shape of its errors. */
  dialect: text('dialect', { enum: ['piste', 'identityserver'] }).notNull(),
  /** Access tokens are random strings looked up here, or JWTs. */
  tokenFormat: text('token_format', { enum: ['opaque', 'jwt'] }).notNull(),
  /** How JWTs are signed. */
  signingAlgorithm: text('signing_algorithm', { enum: ['RS256', 'ES256'] })
    .notNull()
    .default('RS256'),
  /** Grants that it answers: `client_credentials`, `password`, `refresh_token`. */
  grants: text('grants').array().notNull(),
  /** Scopes that it knows. */
  scopes: text('scopes').array().notNull(),
  /** Scope granted when none is asked for; null: a scope must be asked for. */
  defaultScope: text('default_scope'),
  /** Life of an access token. */
  accessTokenSeconds: integer('access_token_seconds').notNull().default(3600),
  /** Life of a refresh token; used when `grants` names `refresh_token`. */
  refreshTokenSeconds: integer('refresh_token_seconds').notNull().default(2592000),
  /** How long a signing key signs before the next one takes over. */
  keyRotationDays: integer('key_rotation_days').notNull().default(90),
  /** False: it answers nothing any more. */
  enabled: boolean('enabled').notNull().default(true),
  /** RFC 8594 `Sunset` of its password grant; null: none announced. */
  passwordGrantSunsetAt: moment('password_grant_sunset_at'),
});

/** Clients that may use an issuer's password grant: off by default, allowed one by one. */
export const issuerPasswordClients = pgTable(
  'issuer_password_clients',
  {
    /** The issuer. */
    issuerId: uuid('issuer_id')
      .notNull()
      .references(() => issuers.id, { onDelete: 'cascade' }),
    /** The application that may use it. */
    applicationId: uuid('application_id')
      .notNull()
      .references(() => applications.id),
  },
  (table) => [primaryKey({ columns: [table.issuerId, table.applicationId] })],
);

/** An API: one version of an interface. Versions of one slug stand side by side. */
export const apis = pgTable(
  'apis',
  {
    /** Primary key. */
    id: id(),
    /** Who publishes it. */
    providerId: uuid('provider_id')
      .notNull()
      .references(() => providers.id),
    /** Readable name, the same for all versions: `sne-cotation`. */
    slug: text('slug').notNull(),
    /** Version: `1.0`. */
    version: text('version').notNull(),
    /** Name in French. */
    nameFr: text('name_fr').notNull(),
    /** Name in English. */
    nameEn: text('name_en').notNull(),
    /** Description in French. */
    descriptionFr: text('description_fr').notNull().default(''),
    /** Description in English. */
    descriptionEn: text('description_en').notNull().default(''),
    /** Where it is in its life; only `published` and `deprecated` answer. */
    status: text('status', { enum: ['draft', 'published', 'deprecated', 'retired'] }).notNull(),
    /** Style: `REST`. */
    type: text('type').notNull().default('REST'),
    /** Tags for searching. */
    tags: text('tags')
      .array()
      .notNull()
      .default(sql`'{}'`),
    /** Shape of the gateway's refusals. */
    dialect: text('dialect', { enum: ['piste', 'ibm', 'problem'] }).notNull(),
    /** What a call carries: an issuer's token, client id (and secret) in the dialect's headers, or an API key. */
    credential: text('credential', { enum: ['token', 'client-id', 'client-id-and-secret', 'api-key'] }).notNull(),
    /** Scopes that a token must carry, all of them. */
    requiredScopes: text('required_scopes')
      .array()
      .notNull()
      .default(sql`'{}'`),
    /** True: browsers may call it from the application's JavaScript origins. */
    cors: boolean('cors').notNull().default(false),
    /** True: programs may open WebSockets on it. */
    webSocket: boolean('web_socket').notNull().default(false),
    /** True: everybody may look at its data in the portal, which asks the upstream for them (docs/open-data.md). */
    openData: boolean('open_data').notNull().default(false),
    /** True: a subscription waits for the API's administrator. */
    validationNeeded: boolean('validation_needed').notNull().default(false),
    /** Who approves. */
    approverEmail: text('approver_email').notNull().default(''),
    /** Who administers. */
    administratorEmail: text('administrator_email').notNull().default(''),
    /** Terms that its consumers must have accepted; null: none. */
    termsId: uuid('terms_id').references(() => terms.id),
    /** Its OpenAPI 3 document; null: none, every path is forwarded. */
    contract: jsonb('contract'),
    /** A document that shall take the place of `contract` once it is published; null: none waits. */
    draftContract: jsonb('draft_contract'),
    /** When it was, or will be, deprecated: the `Deprecation` of its answers (RFC 9745); null: no date is known. */
    deprecatedAt: moment('deprecated_at'),
    /** When it stops to answer: the `Sunset` of its answers (RFC 8594); null: no end is announced. */
    sunsetAt: moment('sunset_at'),
    /** Which API of the provider takes its place, as `slug@version`; null: none is named. */
    successor: text('successor'),
    /** When it was added. */
    addedAt: moment('added_at').notNull(),
  },
  (table) => [unique().on(table.providerId, table.slug, table.version)],
);

/** Where an API answers in one environment. An application reaches only the deployment of its own environment. */
export const deployments = pgTable(
  'deployments',
  {
    /** The API. */
    apiId: uuid('api_id')
      .notNull()
      .references(() => apis.id),
    /** The environment. */
    environment: text('environment', { enum: ['sandbox', 'production'] }).notNull(),
    /** What the provider calls this environment: `site-école`, `recette`. */
    label: text('label').notNull().default(''),
    /** Public host: `sandbox-api.piste.gouv.fr`. */
    host: text('host').notNull(),
    /** Public base path: `/mtes/sne-cotation/v1.0`. */
    basePath: text('base_path').notNull(),
    /** The service behind: addresses with spaces between, or `local:<api>` for one that this instance runs itself. */
    upstream: text('upstream').notNull(),
    /** Certificate authorities to trust besides the system's, PEM; null: none. */
    upstreamAuthority: text('upstream_authority'),
    /** Issuer whose tokens open it; null: the API takes no tokens. */
    issuerId: uuid('issuer_id').references(() => issuers.id),
  },
  (table) => [
    primaryKey({ columns: [table.apiId, table.environment] }),
    unique().on(table.host, table.basePath),
    unique().on(table.environment, table.basePath),
  ],
);

/** A product: one or more APIs offered together. */
export const products = pgTable(
  'products',
  {
    /** Primary key. */
    id: id(),
    /** Who offers it. */
    providerId: uuid('provider_id')
      .notNull()
      .references(() => providers.id),
    /** Readable name within the provider: `webstat-fr`. */
    slug: text('slug').notNull(),
    /** Name in French. */
    nameFr: text('name_fr').notNull(),
    /** Name in English. */
    nameEn: text('name_en').notNull(),
    /** Description in French. */
    descriptionFr: text('description_fr').notNull().default(''),
    /** Description in English. */
    descriptionEn: text('description_en').notNull().default(''),
    /** When it was taken off the catalogue; null: it is offered. Subscriptions go on. */
    retiredAt: moment('retired_at'),
  },
  (table) => [unique().on(table.providerId, table.slug)],
);

/** Which APIs a product holds. */
export const productApis = pgTable(
  'product_apis',
  {
    /** The product. */
    productId: uuid('product_id')
      .notNull()
      .references(() => products.id, { onDelete: 'cascade' }),
    /** The API. */
    apiId: uuid('api_id')
      .notNull()
      .references(() => apis.id),
  },
  (table) => [primaryKey({ columns: [table.productId, table.apiId] }), index().on(table.apiId)],
);

/** A plan: limits under which a product is used. */
export const plans = pgTable(
  'plans',
  {
    /** Primary key. */
    id: id(),
    /** The product. */
    productId: uuid('product_id')
      .notNull()
      .references(() => products.id),
    /** Readable name within the product: `default`. */
    slug: text('slug').notNull(),
    /** Name in French. */
    nameFr: text('name_fr').notNull(),
    /** Name in English. */
    nameEn: text('name_en').notNull(),
    /** Calls a second, sustained; null: no limit. */
    ratePerSecond: integer('rate_per_second'),
    /** Calls at once above the rate; null: the rate itself. */
    burst: integer('burst'),
    /** Calls a calendar day; null: no limit. */
    quotaPerDay: bigint('quota_per_day', { mode: 'number' }),
    /** Calls a calendar month; null: no limit. */
    quotaPerMonth: bigint('quota_per_month', { mode: 'number' }),
    /** Whose calls are counted together: those of each `application`, or of all applications of an `organisation`. */
    per: text('per', { enum: ['application', 'organisation'] })
      .notNull()
      .default('application'),
    /** What happens above a quota: `refuse` the call, or let it pass and `flag` it. A rate always refuses. */
    atLimit: text('at_limit', { enum: ['refuse', 'flag'] })
      .notNull()
      .default('refuse'),
    /** True: a subscription waits for approval whatever the APIs say. */
    approvalNeeded: boolean('approval_needed').notNull().default(false),
    /** When it was closed to new subscriptions; null: it is open. */
    retiredAt: moment('retired_at'),
  },
  (table) => [unique().on(table.productId, table.slug), unique().on(table.id, table.productId)],
);

/**
 * What the catalogue's search finds: a row for each API (all its versions together) and each product that everybody may
 * see. Triggers keep it (`catalogue_refresh_api`, `catalogue_refresh_product` in the migrations), so that no writer can
 * forget to. No foreign keys: a restore fills it first, and the triggers then find it as they would make it.
 */
export const catalogueEntries = pgTable(
  'catalogue_entries',
  {
    /** `api` or `product`. */
    kind: text('kind', { enum: ['api', 'product'] }).notNull(),
    /** Who offers it. */
    providerId: uuid('provider_id').notNull(),
    /** Readable name within the provider. */
    slug: text('slug').notNull(),
    /** Name in French: of the newest version that is published. */
    nameFr: text('name_fr').notNull(),
    /** Name in English. */
    nameEn: text('name_en').notNull(),
    /** Description in French. */
    descriptionFr: text('description_fr').notNull(),
    /** Description in English. */
    descriptionEn: text('description_en').notNull(),
    /** Tags of all versions; for a product, of its APIs. */
    tags: text('tags').array().notNull(),
    /** Environments where any version answers. */
    environments: text('environments').array().notNull(),
    /** Styles of all versions: `REST`. */
    types: text('types').array().notNull(),
    /** Versions that answer, the newest first; for a product, its APIs as `slug@version`. */
    versions: text('versions').array().notNull(),
    /** True: no version is published any more, some are deprecated. */
    deprecated: boolean('deprecated').notNull(),
    /** Its words without accents and capitals, weighted: names (A), tags and provider (B), descriptions (C), operations (D). */
    document: searchDocument('document').notNull(),
  },
  (table) => [
    primaryKey({ columns: [table.providerId, table.kind, table.slug] }),
    index('catalogue_entries_document').using('gin', table.document),
  ],
);

/** The words of the catalogue, without accents and capitals: what a word with a typing error may have meant. */
export const catalogueWords = pgTable(
  'catalogue_words',
  {
    /** The word. */
    word: text('word').primaryKey(),
  },
  (table) => [index('catalogue_words_similar').using('gin', table.word.op('gin_trgm_ops'))],
);

/** A business profile: what a provider lets an application do inside its API. */
export const profiles = pgTable(
  'profiles',
  {
    /** Primary key. */
    id: id(),
    /** The provider. */
    providerId: uuid('provider_id')
      .notNull()
      .references(() => providers.id),
    /** The API, all its versions: its slug. */
    apiSlug: text('api_slug').notNull(),
    /** The code that the API sees: `EPCI`. */
    code: text('code').notNull(),
    /** Name in French. */
    nameFr: text('name_fr').notNull(),
    /** Name in English. */
    nameEn: text('name_en').notNull(),
    /** When it was given up; null: it is given. Assignments stay, but the API is not told of them any more. */
    retiredAt: moment('retired_at'),
  },
  (table) => [unique().on(table.providerId, table.apiSlug, table.code)],
);

/** Which application has which business profile. */
export const profileAssignments = pgTable(
  'profile_assignments',
  {
    /** The profile. */
    profileId: uuid('profile_id')
      .notNull()
      .references(() => profiles.id),
    /** The application. */
    applicationId: uuid('application_id')
      .notNull()
      .references(() => applications.id),
    /** Who gave it; null: the system. */
    assignedBy: uuid('assigned_by').references(() => accounts.id, { onDelete: 'set null' }),
    /** Since when. */
    assignedAt: moment('assigned_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.profileId, table.applicationId] }), index().on(table.applicationId)],
);

/** What an account may do with one resource of a provider: dossier 42, read and write. */
export const resourceRights = pgTable(
  'resource_rights',
  {
    /** Who. */
    accountId: uuid('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** Whose resource. */
    providerId: uuid('provider_id')
      .notNull()
      .references(() => providers.id),
    /** Kind of resource: `dossier`. */
    resourceType: text('resource_type').notNull(),
    /** Which one: `42`. */
    resourceId: text('resource_id').notNull(),
    /** May read it. */
    mayRead: boolean('may_read').notNull(),
    /** May change it. */
    mayWrite: boolean('may_write').notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.providerId, table.resourceType, table.resourceId] })],
);

// ── Subscriptions and consents ────────────────────────────────────────────────────────────────────────────────────────

/** A subscription: an application's right to a product under a plan. */
export const subscriptions = pgTable(
  'subscriptions',
  {
    /** Primary key. */
    id: id(),
    /** The application. */
    applicationId: uuid('application_id')
      .notNull()
      .references(() => applications.id),
    /** The product. */
    productId: uuid('product_id')
      .notNull()
      .references(() => products.id),
    /** The plan, one of the product's. */
    planId: uuid('plan_id').notNull(),
    /** Where it is in its life; only `approved` opens anything. */
    state: text('state', { enum: ['pending', 'approved', 'rejected', 'suspended', 'revoked'] }).notNull(),
    /** True: it could only be approved by somebody (asked when it was requested). */
    approvalNeeded: boolean('approval_needed').notNull(),
    /** Who asked for it; null: the system. */
    requestedBy: uuid('requested_by').references(() => accounts.id, { onDelete: 'set null' }),
    /** When it was asked for. */
    requestedAt: moment('requested_at').notNull(),
    /** What the asker wrote to the approver. */
    message: text('message').notNull().default(''),
  },
  (table) => [
    foreignKey({ columns: [table.planId, table.productId], foreignColumns: [plans.id, plans.productId] }),
    uniqueIndex('subscriptions_live')
      .on(table.applicationId, table.productId)
      .where(sql`state in ('pending', 'approved', 'suspended')`),
    index().on(table.productId, table.state),
  ],
);

/** Every step of a subscription's life: who decided what, when and why. */
export const subscriptionDecisions = pgTable(
  'subscription_decisions',
  {
    /** Primary key. */
    id: id(),
    /** The subscription. */
    subscriptionId: uuid('subscription_id')
      .notNull()
      .references(() => subscriptions.id),
    /** The state that it came from; null: it was just requested. */
    fromState: text('from_state'),
    /** The state that it went to. */
    toState: text('to_state').notNull(),
    /** Who decided; null: nobody had to. */
    decidedBy: uuid('decided_by').references(() => accounts.id, { onDelete: 'set null' }),
    /** How the decider is named when it is no account: `automatic`, `command line`. */
    decidedAs: text('decided_as').notNull(),
    /** True: the application's own side took its subscription or its request back; `toState` is `revoked`. */
    withdrawn: boolean('withdrawn').notNull().default(false),
    /** Why. */
    reason: text('reason').notNull().default(''),
    /** When. */
    decidedAt: moment('decided_at').notNull(),
  },
  (table) => [index().on(table.subscriptionId)],
);

/** A consent: who accepted which version of which terms for which application, when. Never changed, never deleted. */
export const consents = pgTable(
  'consents',
  {
    /** Primary key. */
    id: id(),
    /** The version that was accepted. */
    termsVersionId: uuid('terms_version_id')
      .notNull()
      .references(() => termsVersions.id),
    /** The application that it was accepted for. */
    applicationId: uuid('application_id')
      .notNull()
      .references(() => applications.id),
    /** Who accepted; null: the account has been deleted since. */
    accountId: uuid('account_id').references(() => accounts.id, { onDelete: 'set null' }),
    /** When. */
    acceptedAt: moment('accepted_at').notNull(),
  },
  (table) => [unique().on(table.termsVersionId, table.applicationId)],
);

/** A subscription's wish for another plan, which waits for the provider; the present plan serves meanwhile. Gone once decided. */
export const planRequests = pgTable('plan_requests', {
  /** The subscription. */
  subscriptionId: uuid('subscription_id')
    .primaryKey()
    .references(() => subscriptions.id),
  /** The plan that is asked for, one of the product's. */
  planId: uuid('plan_id')
    .notNull()
    .references(() => plans.id),
  /** Who asked; null: the system, or an account that has been deleted. */
  requestedBy: uuid('requested_by').references(() => accounts.id, { onDelete: 'set null' }),
  /** When. */
  requestedAt: moment('requested_at').notNull(),
  /** What the asker wrote to the approver. */
  message: text('message').notNull().default(''),
});

/** What has been used of a quota, as the gateways tell it: the last day and the last month in which calls were counted. */
export const quotaUses = pgTable(
  'quota_uses',
  {
    /** Whose calls: an application, or the organisation of a plan that counts all its applications together. */
    subjectId: uuid('subject_id').notNull(),
    /** The product that was called. The plan may change: what was used stays used. */
    productId: uuid('product_id').notNull(),
    /** `day` or `month`, of the calendar in the provider's time zone. */
    window: text('window', { enum: ['day', 'month'] }).notNull(),
    /** Which: days since 1970-01-01, or 12 × year + month (from 0). */
    number: integer('number').notNull(),
    /** Calls let through in it. */
    used: bigint('used', { mode: 'number' }).notNull(),
    /** When it ends. */
    endsAt: moment('ends_at').notNull(),
    /** When this was noted. */
    notedAt: moment('noted_at').notNull(),
  },
  (table) => [primaryKey({ columns: [table.subjectId, table.productId, table.window] })],
);

// ── Notices and webhooks ──────────────────────────────────────────────────────────────────────────────────────────────

/** What consumers have been told, so that each is told once: an event that concerns one application. */
export const consumerNotices = pgTable(
  'consumer_notices',
  {
    /** Primary key; webhooks carry it as `webhook-id`, so that who gets one twice can tell. */
    id: id(),
    /** What kind of event: `quota.threshold`. The list stands in `notifications/notices/types.ts`. */
    type: text('type').notNull(),
    /** What it is about: an API, a version of terms, a product, a secret, a subscription… */
    subjectId: uuid('subject_id').notNull(),
    /** The application that it concerns. */
    applicationId: uuid('application_id')
      .notNull()
      .references(() => applications.id),
    /** What was told, dates included, so that a date that is moved is told again: `sunset-30 2026-09-01T00:00:00.000Z`. */
    notice: text('notice').notNull(),
    /** What webhooks are told of it: their `data`. */
    data: jsonb('data').notNull().$type<Record<string, unknown>>(),
    /** When. */
    notedAt: moment('noted_at').notNull(),
  },
  (table) => [
    unique('consumer_notices_once').on(table.subjectId, table.applicationId, table.notice),
    index().on(table.applicationId, table.id),
  ],
);

/** Which notices on an application a person wants by mail; no row: those that the person had a hand in. */
export const noticePreferences = pgTable(
  'notice_preferences',
  {
    /** The person. */
    accountId: uuid('account_id')
      .notNull()
      .references(() => accounts.id, { onDelete: 'cascade' }),
    /** The application. */
    applicationId: uuid('application_id')
      .notNull()
      .references(() => applications.id),
    /** The types that are wanted; none: no mail. */
    types: text('types').array().notNull(),
  },
  (table) => [primaryKey({ columns: [table.accountId, table.applicationId] }), index().on(table.applicationId)],
);

/** A webhook of an application: an address that is called when something happens (Standard Webhooks). */
export const webhooks = pgTable(
  'webhooks',
  {
    /** Primary key. */
    id: id(),
    /** The application whose events are told. */
    applicationId: uuid('application_id')
      .notNull()
      .references(() => applications.id),
    /** The address that is called. */
    url: text('url').notNull(),
    /** What its owner calls it. */
    label: text('label').notNull(),
    /** The types of events that are told. */
    types: text('types').array().notNull(),
    /** The secret that signs, sealed with the row's id as context. */
    sealedSecret: bytes('sealed_secret').notNull(),
    /** The secret before it, which signs beside it until `formerSecretUntil`; null: there is none. */
    sealedFormerSecret: bytes('sealed_former_secret'),
    /** Until when both sign. */
    formerSecretUntil: moment('former_secret_until'),
    /** Who made it; null: no account, or one that is gone. */
    createdBy: uuid('created_by').references(() => accounts.id, { onDelete: 'set null' }),
    /** When it was made. */
    createdAt: moment('created_at').notNull(),
    /** When it was switched off; null: it is on. */
    disabledAt: moment('disabled_at'),
    /** Who switched it off: a `person`, or we after days of `failures`, or because it answered that it is `gone` (410). */
    disabledBecause: text('disabled_because', { enum: ['person', 'failures', 'gone'] }),
    /** Since when nothing could be delivered; null: the last delivery went well, or there was none. */
    failingSince: moment('failing_since'),
    /** While a process delivers to it: until when it has it for itself. */
    busyUntil: moment('busy_until'),
  },
  (table) => [index().on(table.applicationId)],
);

/** What is, or was, to be delivered to a webhook. */
export const webhookDeliveries = pgTable(
  'webhook_deliveries',
  {
    /** Primary key. */
    id: id(),
    /** Where it goes. */
    webhookId: uuid('webhook_id')
      .notNull()
      .references(() => webhooks.id, { onDelete: 'cascade' }),
    /** What the receiver knows it by (`webhook-id`): the notice's id; of a test, one of its own. */
    messageId: uuid('message_id').notNull(),
    /** The payload's `type`. */
    type: text('type').notNull(),
    /** The payload's `data`. */
    data: jsonb('data').notNull().$type<Record<string, unknown>>(),
    /** The payload's `timestamp`: when it happened. */
    occurredAt: moment('occurred_at').notNull(),
    /** `waiting` for (another) attempt, `delivered`, or `failed`: given up. */
    state: text('state', { enum: ['waiting', 'delivered', 'failed'] }).notNull(),
    /** How often it was tried since it was last set to wait. */
    attempts: integer('attempts').notNull().default(0),
    /** While it waits: not to be tried before. */
    nextAttemptAt: moment('next_attempt_at').notNull(),
    /** When it was delivered or given up; null: it waits. */
    finishedAt: moment('finished_at'),
  },
  (table) => [
    unique('webhook_deliveries_once').on(table.webhookId, table.messageId),
    index('webhook_deliveries_waiting')
      .on(table.nextAttemptAt)
      .where(sql`state = 'waiting'`),
    index().on(table.finishedAt),
  ],
);

/** One attempt to deliver, and what came of it. */
export const webhookAttempts = pgTable(
  'webhook_attempts',
  {
    /** Primary key; sorts by time. */
    id: id(),
    /** What was delivered. */
    deliveryId: uuid('delivery_id')
      .notNull()
      .references(() => webhookDeliveries.id, { onDelete: 'cascade' }),
    /** When it began. */
    startedAt: moment('started_at').notNull(),
    /** How long it took. */
    latencyMs: integer('latency_ms').notNull(),
    /** Status of the answer; null: there was none. */
    status: integer('status'),
    /** Why it failed, as a code of `docs/notices.md`: `redirected`, `timed-out`…; null: it was taken. */
    failure: text('failure'),
    /** The beginning of the answer's body, or what the failure said of itself. */
    answer: text('answer').notNull(),
  },
  (table) => [index().on(table.deliveryId)],
);

// ── Tokens and keys ───────────────────────────────────────────────────────────────────────────────────────────────────

/** Opaque access tokens that were issued, by digest. Expired rows are swept. */
export const accessTokens = pgTable(
  'access_tokens',
  {
    /** SHA-256 of the token. */
    digest: bytes('digest').primaryKey(),
    /** Who issued it. */
    issuerId: uuid('issuer_id').notNull(),
    /** The application that it was issued to. */
    applicationId: uuid('application_id').notNull(),
    /** The secret that proved the application; the token dies with it. Null: a public client. */
    secretId: uuid('secret_id'),
    /** The account that it speaks for; null: the application itself. */
    accountId: uuid('account_id'),
    /** Granted scope, space-separated. */
    scope: text('scope').notNull(),
    /** When it was issued. */
    issuedAt: moment('issued_at').notNull(),
    /** When it ends. */
    expiresAt: moment('expires_at').notNull(),
    /** When it was revoked; null: it was not. */
    revokedAt: moment('revoked_at'),
  },
  (table) => [index().on(table.expiresAt)],
);

/** Refresh tokens, by digest; each is used once, and replaced (rotation). */
export const refreshTokens = pgTable(
  'refresh_tokens',
  {
    /** SHA-256 of the token. */
    digest: bytes('digest').primaryKey(),
    /** All tokens that came one from the other: a reuse, or a revocation, ends the whole family. */
    familyId: uuid('family_id').notNull(),
    /** Who issued it. */
    issuerId: uuid('issuer_id').notNull(),
    /** The application that it was issued to. */
    applicationId: uuid('application_id').notNull(),
    /** The secret that proved the application. */
    secretId: uuid('secret_id'),
    /** The account that it speaks for; null: the application itself. */
    accountId: uuid('account_id'),
    /** Granted scope, space-separated. */
    scope: text('scope').notNull(),
    /** When it was issued. */
    issuedAt: moment('issued_at').notNull(),
    /** When it ends. */
    expiresAt: moment('expires_at').notNull(),
    /** The access token that came with it, as the deny list names it: it ends with the family. Null: not kept, an old row. */
    accessKey: text('access_key'),
    /** When that access token ends by itself. */
    accessExpiresAt: moment('access_expires_at'),
    /** When it was exchanged for the next one; null: it was not. */
    usedAt: moment('used_at'),
    /** When it was revoked; null: it was not. */
    revokedAt: moment('revoked_at'),
  },
  (table) => [index().on(table.familyId), index().on(table.expiresAt)],
);

/** Tokens that died before their time and that gateways must refuse: pushed to them with the snapshot until they expire. */
export const deniedTokens = pgTable(
  'denied_tokens',
  {
    /** `digest:<hex of SHA-256>` of an opaque token, or `jti:<jti>` of a JWT. */
    key: text('key').primaryKey(),
    /** Who issued it. */
    issuerId: uuid('issuer_id').notNull(),
    /** When it would have ended anyway: then the row is swept. */
    expiresAt: moment('expires_at').notNull(),
    /** When it was denied. */
    deniedAt: moment('denied_at').notNull(),
  },
  (table) => [index().on(table.expiresAt)],
);

/** Keys that sign: JWTs of an issuer, or (issuer null) the identity header that gateways add. */
export const signingKeys = pgTable(
  'signing_keys',
  {
    /** Primary key, and `kid` of what it signs. */
    id: id(),
    /** The issuer; null: the gateways' identity header. */
    issuerId: uuid('issuer_id').references(() => issuers.id),
    /** `RS256` or `ES256`. */
    algorithm: text('algorithm', { enum: ['RS256', 'ES256'] }).notNull(),
    /** The public half as a JWK. */
    publicJwk: jsonb('public_jwk').notNull().$type<Record<string, string>>(),
    /** The private half (PKCS #8, DER), sealed with the row's id as context. */
    sealedPrivateKey: bytes('sealed_private_key').notNull(),
    /** From when on it signs; before, it is only published, so that caches learn it. */
    activeFrom: moment('active_from').notNull(),
    /** From when on it is no longer published: its last token has expired. Null: not foreseen yet. */
    retiresAt: moment('retires_at'),
    /** When it was made. */
    createdAt: moment('created_at').notNull(),
  },
  (table) => [index().on(table.issuerId)],
);

// ── Mails ─────────────────────────────────────────────────────────────────────────────────────────────────────────────

/**
 * The outbox, and later the mail log: a mail is written in the transaction of what it tells about, and delivered from
 * here. What a mail says is kept no longer than needed, because its links open accounts.
 */
export const mails = pgTable(
  'mails',
  {
    /** Primary key; sorts by time. The mail's Message-ID is made of it, so that a second delivery is recognised. */
    id: id(),
    /** The template that it was written from: `account.activate`. */
    template: text('template').notNull(),
    /** The one address that it goes to. */
    recipient: text('recipient').notNull(),
    /** Its language; `both`: French, then English. */
    language: text('language', { enum: ['fr', 'en', 'both'] }).notNull(),
    /** What it says, sealed with the row's id as context; null: delivered, or given up long ago, and erased. */
    sealedContent: bytes('sealed_content'),
    /** `waiting` for (another) delivery, `sent`, `failed` for good, or `kept`: there is no mail server, the mailbox page shows it. */
    state: text('state', { enum: ['waiting', 'sent', 'failed', 'kept'] }).notNull(),
    /** How often its delivery was tried. */
    attempts: integer('attempts').notNull().default(0),
    /** While it waits: not to be tried before. */
    nextAttemptAt: moment('next_attempt_at').notNull(),
    /** Why the last attempt failed, as the mail server said it; null: none failed. */
    lastError: text('last_error'),
    /** When it was written. */
    createdAt: moment('created_at').notNull(),
    /** When it was delivered, given up or kept; null: it waits. */
    finishedAt: moment('finished_at'),
  },
  (table) => [
    index('mails_waiting')
      .on(table.nextAttemptAt)
      .where(sql`state = 'waiting'`),
    index().on(table.recipient),
    index().on(table.state, table.id),
  ],
);

// ── The registry's own books ──────────────────────────────────────────────────────────────────────────────────────────

/** Who changed what, when: written in the transaction of the change itself. */
export const auditEntries = pgTable(
  'audit_entries',
  {
    /** Primary key; sorts by time. */
    id: id(),
    /** When. */
    at: moment('at').notNull(),
    /** The account that acted; null: no account did. Kept when the account goes. */
    actorId: uuid('actor_id'),
    /** How the actor is named: an e-mail address at that time, `command line`, `system`. */
    actorName: text('actor_name').notNull(),
    /** The operation: `application.create`. */
    action: text('action').notNull(),
    /** Kind of the thing that was changed: `application`. */
    subjectType: text('subject_type').notNull(),
    /** Its id. */
    subjectId: text('subject_id').notNull(),
    /** What was changed, without secrets. */
    details: jsonb('details').notNull().$type<Record<string, unknown>>(),
  },
  (table) => [
    index().on(table.subjectType, table.subjectId),
    index().on(table.at),
    index().on(table.actorName, table.id),
    index().on(table.action, table.id),
  ],
);

/** How often the registry has changed: one row. Bumped by each operation; gateways are told. */
export const registryRevision = pgTable(
  'registry_revision',
  {
    /** Always 1. */
    id: integer('id').primaryKey(),
    /** Names this registry: made at its birth, so that a gateway never serves another one's snapshot. */
    registryId: uuid('registry_id').notNull(),
    /** Grows by one with each change. */
    revision: bigint('revision', { mode: 'number' }).notNull(),
  },
  (table) => [check('registry_revision_one_row', sql`${table.id} = 1`)],
);
