/**
 * What a declaration is about, flat: a list of things, each with a key that names it and its values. Declared files and
 * the database are both brought into this form; the difference of two such lists is what `apply` does.
 */

export type Environment = 'sandbox' | 'production';

/** Where an API answers in one environment. */
export type DeploymentValues = {
  readonly label: string;
  readonly host: string;
  readonly basePath: string;
  /** Addresses with spaces between, or `local:<name>`. */
  readonly upstream: string;
  /** Certificate authorities to trust besides the system's, PEM. */
  readonly upstreamAuthority: string | null;
  /** Slug of the issuer; null: the API takes no tokens. */
  readonly issuer: string | null;
};

/** Values per type. References are slugs; moments are ISO 8601 in UTC; `null` means "none" or "no limit". */
export type ThingValues = {
  readonly organisation: { readonly slug: string; readonly name: string };
  readonly 'organisation-code': {
    readonly code: string;
    readonly organisation: string;
    readonly role: 'developer' | 'administrator';
    readonly limit: number | null;
    readonly expires: string | null;
  };
  readonly account: { readonly email: string; readonly name: string };
  readonly provider: {
    readonly slug: string;
    readonly organisation: string;
    readonly nameFr: string;
    readonly nameEn: string;
    readonly contact: string;
    readonly timeZone: string;
  };
  readonly issuer: {
    readonly slug: string;
    readonly provider: string;
    readonly environment: Environment;
    readonly url: string;
    readonly dialect: 'piste' | 'identityserver';
    readonly tokenFormat: 'opaque' | 'jwt';
    readonly algorithm: 'RS256' | 'ES256';
    readonly accessTokenSeconds: number;
    readonly refreshTokenSeconds: number;
    readonly keyRotationDays: number;
    readonly grants: readonly string[];
    readonly scopes: readonly string[];
    readonly defaultScope: string | null;
    readonly enabled: boolean;
    readonly passwordSunset: string | null;
  };
  readonly terms: {
    readonly provider: string;
    readonly slug: string;
    readonly titleFr: string;
    readonly titleEn: string;
    readonly retired: boolean;
  };
  readonly 'terms-version': {
    readonly provider: string;
    readonly terms: string;
    readonly version: string;
    readonly effective: string;
    readonly textFr: string;
    readonly textEn: string;
  };
  readonly api: {
    readonly provider: string;
    readonly slug: string;
    readonly version: string;
    readonly nameFr: string;
    readonly nameEn: string;
    readonly descriptionFr: string;
    readonly descriptionEn: string;
    readonly status: 'draft' | 'published' | 'deprecated' | 'retired';
    readonly deprecated: string | null;
    readonly sunset: string | null;
    /** `slug@version`. */
    readonly successor: string | null;
    readonly type: string;
    readonly tags: readonly string[];
    readonly dialect: 'piste' | 'ibm' | 'problem';
    readonly credential: 'token' | 'client-id' | 'client-id-and-secret' | 'api-key';
    readonly scopes: readonly string[];
    readonly cors: boolean;
    readonly webSocket: boolean;
    readonly openData: boolean;
    readonly validationNeeded: boolean;
    readonly approver: string;
    readonly administrator: string;
    readonly terms: string | null;
    readonly contract: unknown;
    readonly sandbox: DeploymentValues | null;
    readonly production: DeploymentValues | null;
  };
  readonly profile: {
    readonly provider: string;
    readonly api: string;
    readonly code: string;
    readonly nameFr: string;
    readonly nameEn: string;
    readonly retired: boolean;
  };
  readonly product: {
    readonly provider: string;
    readonly slug: string;
    readonly nameFr: string;
    readonly nameEn: string;
    readonly descriptionFr: string;
    readonly descriptionEn: string;
    /** `slug@version`, sorted. */
    readonly apis: readonly string[];
    readonly retired: boolean;
  };
  readonly plan: {
    readonly provider: string;
    readonly product: string;
    readonly slug: string;
    readonly nameFr: string;
    readonly nameEn: string;
    readonly rate: number | null;
    readonly burst: number | null;
    readonly quotaDay: number | null;
    readonly quotaMonth: number | null;
    readonly per: 'application' | 'organisation';
    readonly atLimit: 'refuse' | 'flag';
    readonly approval: boolean;
    readonly retired: boolean;
  };
  readonly right: {
    readonly provider: string;
    readonly account: string;
    readonly type: string;
    readonly id: string;
    readonly read: boolean;
    readonly write: boolean;
  };
};

/** In the order in which they are made: what is referred to comes first. */
export const thingTypes = [
  'organisation',
  'organisation-code',
  'account',
  'provider',
  'issuer',
  'terms',
  'terms-version',
  'api',
  'profile',
  'product',
  'plan',
  'right',
] as const;
export type ThingType = (typeof thingTypes)[number];

export type ThingOf<Type extends ThingType> = {
  readonly type: Type;
  /** Names it among its type: `piste/sne-cotation@1.0`. */
  readonly key: string;
  readonly values: ThingValues[Type];
};
export type Thing = { [Type in ThingType]: ThingOf<Type> }[ThingType];

/** A thing of the database, with its primary key (rights have none: the account's id). */
export type StoredThing = Thing & { readonly id: string };

/** A thing of a file, with its place: `at('terms')` is where its field `terms` stands. */
export type DeclaredThing = Thing & { readonly at: (...field: (string | number)[]) => string };

/** What is declared, and what the database holds. */
export type DeclaredWorld = {
  readonly declared: readonly DeclaredThing[];
  readonly current: readonly StoredThing[];
};

type KeyMakers = { readonly [Type in ThingType]: (values: ThingValues[Type]) => string };

const keyMakers: KeyMakers = {
  organisation: (values) => values.slug,
  'organisation-code': (values) => values.code,
  account: (values) => values.email,
  provider: (values) => values.slug,
  issuer: (values) => values.slug,
  terms: (values) => `${values.provider}/${values.slug}`,
  'terms-version': (values) => `${values.provider}/${values.terms}/${values.version}`,
  api: (values) => `${values.provider}/${values.slug}@${values.version}`,
  profile: (values) => `${values.provider}/${values.api}/${values.code}`,
  product: (values) => `${values.provider}/${values.slug}`,
  plan: (values) => `${values.provider}/${values.product}/${values.slug}`,
  right: (values) => `${values.provider}/${values.type}/${values.id}/${values.account}`,
};

/** Makes a thing, its key worked out from its values. */
export function thing<Type extends ThingType>(type: Type, values: ThingValues[Type]): ThingOf<Type> {
  const keyOf: (values: ThingValues[Type]) => string = keyMakers[type];
  return { type, key: keyOf(values), values };
}

/** Names a thing among all of them. */
export function nameOf(type: ThingType, key: string): string {
  return `${type} ${key}`;
}

/** The provider that a thing belongs to; null for organisations, their codes and accounts. */
export function providerOf(subject: Thing): string | null {
  if (subject.type === 'provider') return subject.values.slug;
  return 'provider' in subject.values ? subject.values.provider : null;
}
