/** Writes things back as a declaration: the reverse of `flatten`. What has its default value is left out. */
import { stringify } from 'yaml';
import { defaultTimeZone } from '#base/time-zone.ts';
import type { DeclarationInput } from '#registry/declarations/schema.ts';
import type { DeploymentValues, Thing, ThingOf, ThingType, ThingValues } from '#registry/declarations/thing.ts';

/** What a declaration says of one provider. */
export type ProviderInput = NonNullable<DeclarationInput['providers']>[number];
type ApiInput = NonNullable<ProviderInput['apis']>[number];
type DeploymentInput = NonNullable<NonNullable<ApiInput['deployments']>['sandbox']>;

/** Gives `things` as YAML text that `declaration.apply` accepts. */
export function composeDeclaration(things: readonly Thing[]): string {
  // No folding and no aliases: what is read back must be what was written, letter by letter.
  return stringify(contentOf(things), { lineWidth: 0, aliasDuplicateObjects: false });
}

function all<Type extends ThingType>(things: readonly Thing[], type: Type): ThingValues[Type][] {
  const isOne = (thing: Thing): thing is Thing & ThingOf<Type> => thing.type === type;
  return things.filter(isOne).map((thing) => thing.values);
}

/** `things` in the shape of the schema's input. */
export function contentOf(things: readonly Thing[]): DeclarationInput {
  const codes = all(things, 'organisation-code');
  return {
    organisations: all(things, 'organisation').map(({ slug, name }) => ({
      slug,
      name,
      ...unlessEmpty(
        'codes',
        codes
          .filter(({ organisation }) => organisation === slug)
          .map(({ code, role, limit, expires }) => ({
            code,
            role,
            ...given({ limit, expires }),
          })),
      ),
    })),
    ...unlessEmpty(
      'accounts',
      all(things, 'account').map(({ email, name }) => ({ email, name })),
    ),
    providers: all(things, 'provider').map((provider) => providerInput(provider, things)),
  };
}

function providerInput(values: ThingValues['provider'], things: readonly Thing[]): ProviderInput {
  const own = things.filter((thing) => 'provider' in thing.values && thing.values.provider === values.slug);
  return {
    slug: values.slug,
    organisation: values.organisation,
    name: { fr: values.nameFr, en: values.nameEn },
    contact: values.contact,
    ...(values.timeZone === defaultTimeZone ? {} : { timeZone: values.timeZone }),
    ...unlessEmpty('issuers', all(own, 'issuer').map(issuerInput)),
    ...unlessEmpty('terms', termsInput(own)),
    ...unlessEmpty('apis', apisInput(own)),
    ...unlessEmpty('products', productsInput(own)),
    ...unlessEmpty(
      'rights',
      all(own, 'right').map(({ account, type, id, read, write }) => ({ account, type, id, read, write })),
    ),
  };
}

function issuerInput(values: ThingValues['issuer']): NonNullable<ProviderInput['issuers']>[number] {
  return {
    slug: values.slug,
    environment: values.environment,
    url: values.url,
    dialect: values.dialect,
    tokens: {
      format: values.tokenFormat,
      ...(values.tokenFormat === 'jwt' ? { algorithm: values.algorithm } : {}),
      seconds: values.accessTokenSeconds,
      refreshSeconds: values.refreshTokenSeconds,
    },
    grants: values.grants.filter(isGrant),
    scopes: [...values.scopes],
    keyRotationDays: values.keyRotationDays,
    ...given({ defaultScope: values.defaultScope, passwordSunset: values.passwordSunset }),
    ...(values.enabled ? {} : { enabled: false }),
  };
}

type Grant = NonNullable<ProviderInput['issuers']>[number]['grants'][number];

function isGrant(grant: string): grant is Grant {
  return grant === 'client_credentials' || grant === 'password' || grant === 'refresh_token';
}

function termsInput(own: readonly Thing[]): NonNullable<ProviderInput['terms']> {
  const versions = all(own, 'terms-version');
  return all(own, 'terms').map(({ slug, titleFr, titleEn }) => ({
    slug,
    title: { fr: titleFr, en: titleEn },
    versions: versions
      .filter(({ terms }) => terms === slug)
      .map(({ version, effective, textFr, textEn }) => ({ version, effective, text: { fr: textFr, en: textEn } })),
  }));
}

/** Profiles belong to all versions of a slug: they are written with the first of them. */
function apisInput(own: readonly Thing[]): ApiInput[] {
  const profiles = all(own, 'profile');
  const written = new Set<string>();
  return all(own, 'api').map((values) => {
    const mine = written.has(values.slug) ? [] : profiles.filter(({ api }) => api === values.slug);
    written.add(values.slug);
    return {
      ...apiInput(values),
      ...unlessEmpty(
        'profiles',
        mine.map(({ code, nameFr: fr, nameEn: en }) => ({ code, name: { fr, en } })),
      ),
    };
  });
}

function apiInput(values: ThingValues['api']): ApiInput {
  return {
    slug: values.slug,
    version: values.version,
    name: { fr: values.nameFr, en: values.nameEn },
    ...describing(values),
    status: values.status,
    ...given({ deprecated: values.deprecated, sunset: values.sunset, successor: values.successor }),
    type: values.type,
    ...unlessEmpty('tags', [...values.tags]),
    dialect: values.dialect,
    credential: values.credential,
    ...unlessEmpty('scopes', [...values.scopes]),
    cors: values.cors,
    webSocket: values.webSocket,
    openData: values.openData,
    validation: {
      needed: values.validationNeeded,
      ...(values.approver === '' ? {} : { approver: values.approver }),
    },
    ...(values.administrator === '' ? {} : { administrator: values.administrator }),
    ...given({ terms: values.terms }),
    // A contract that is stored was judged to be a document: a mapping.
    ...(values.contract === null ? {} : { contract: values.contract as Record<string, unknown> }),
    deployments: {
      ...(values.sandbox === null ? {} : { sandbox: deploymentInput(values.sandbox) }),
      ...(values.production === null ? {} : { production: deploymentInput(values.production) }),
    },
  };
}

function deploymentInput(values: DeploymentValues): DeploymentInput {
  const { label, host, basePath, upstream, upstreamAuthority, issuer } = values;
  const addresses = upstream.split(' ');
  return {
    ...(label === '' ? {} : { label }),
    ...{ host, basePath, upstream: addresses.length === 1 ? upstream : addresses },
    ...given({ upstreamAuthority, issuer }),
  };
}

function productsInput(own: readonly Thing[]): NonNullable<ProviderInput['products']> {
  const plans = all(own, 'plan');
  return all(own, 'product').map((values) => ({
    slug: values.slug,
    name: { fr: values.nameFr, en: values.nameEn },
    ...describing(values),
    apis: [...values.apis],
    plans: plans.filter(({ product }) => product === values.slug).map(planInput),
  }));
}

function planInput(values: ThingValues['plan']): NonNullable<ProviderInput['products']>[number]['plans'][number] {
  const quota = given({ day: values.quotaDay, month: values.quotaMonth });
  return {
    slug: values.slug,
    name: { fr: values.nameFr, en: values.nameEn },
    ...given({ rate: values.rate, burst: values.burst }),
    ...(Object.keys(quota).length > 0 ? { quota } : {}),
    ...(values.per === 'application' ? {} : { per: values.per }),
    ...(values.atLimit === 'refuse' ? {} : { atLimit: values.atLimit }),
    approval: values.approval,
  };
}

function describing({ descriptionFr: fr, descriptionEn: en }: { descriptionFr: string; descriptionEn: string }): {
  description?: { fr: string; en: string };
} {
  return fr === '' && en === '' ? {} : { description: { fr, en } };
}

/** Leaves an empty list out. */
function unlessEmpty<Name extends string, Item>(name: Name, list: Item[]): { [Key in Name]?: Item[] } {
  const written: { [Key in Name]?: Item[] } = {};
  if (list.length > 0) written[name] = list;
  return written;
}

/** Leaves out what is null. */
function given<Values extends Record<string, string | number | null>>(
  values: Values,
): { [Key in keyof Values]?: NonNullable<Values[Key]> } {
  const written: { [Key in keyof Values]?: NonNullable<Values[Key]> } = {};
  for (const key in values) {
    const value = values[key];
    if (value !== null && value !== undefined) written[key] = value;
  }
  return written;
}
