/** Brings declaration files into the flat form: every default filled in, every text in both languages. */
import { limits } from '#base/limits.ts';
import type { ProblemFault } from '#base/problem.ts';
import { readAuthority } from '#registry/declarations/authority.ts';
import { readContract } from '#registry/declarations/contract.ts';
import type { DeclarationFile } from '#registry/declarations/read.ts';
import type { DeclaredApi, DeclaredLocalised, DeclaredProvider } from '#registry/declarations/schema.ts';
import { thing, type DeclaredThing, type DeploymentValues, type Thing } from '#registry/declarations/thing.ts';

type Step = string | number;

/** Where the things of one file are collected. */
type Collecting = {
  readonly file: DeclarationFile;
  readonly things: DeclaredThing[];
  readonly faults: ProblemFault[];
};

/** Gives the things that `files` declare, in the files' order, and what is wrong with the files that they refer to. */
export function flatten(files: readonly DeclarationFile[]): { things: DeclaredThing[]; faults: ProblemFault[] } {
  const things: DeclaredThing[] = [];
  const faults: ProblemFault[] = [];
  for (const file of files) {
    const into: Collecting = { file, things, faults };
    flattenPeople(into);
    for (const [index, provider] of file.content.providers.entries()) {
      flattenProvider(into, provider, ['providers', index]);
    }
  }
  return { things, faults };
}

function add(into: Collecting, made: Thing, path: readonly Step[]): void {
  into.things.push({ ...made, at: (...field) => into.file.at([...path, ...field]) });
}

function flattenPeople(into: Collecting): void {
  const { organisations, accounts } = into.file.content;
  for (const [index, { slug, name, codes }] of organisations.entries()) {
    add(into, thing('organisation', { slug, name }), ['organisations', index]);
    for (const [number, { code, role, limit, expires }] of codes.entries()) {
      const values = { code, organisation: slug, role, limit: limit ?? null, expires: utc(expires) };
      add(into, thing('organisation-code', values), ['organisations', index, 'codes', number]);
    }
  }
  for (const [index, { email, name }] of accounts.entries()) {
    add(into, thing('account', { email: email.toLowerCase(), name }), ['accounts', index]);
  }
}

function flattenProvider(into: Collecting, declared: DeclaredProvider, path: readonly Step[]): void {
  const provider = declared.slug;
  const { organisation, contact, timeZone } = declared;
  add(into, thing('provider', { slug: provider, organisation, ...names(declared.name), contact, timeZone }), path);
  flattenIssuers(into, declared, path);
  flattenTerms(into, declared, path);
  for (const [index, api] of declared.apis.entries()) flattenApi(into, provider, api, [...path, 'apis', index]);
  flattenProducts(into, declared, path);
  for (const [index, { account, type, id, read, write }] of declared.rights.entries()) {
    const values = { provider, account: account.toLowerCase(), type, id, read, write };
    add(into, thing('right', values), [...path, 'rights', index]);
  }
}

function flattenIssuers(into: Collecting, declared: DeclaredProvider, path: readonly Step[]): void {
  for (const [index, issuer] of declared.issuers.entries()) {
    const values = {
      slug: issuer.slug,
      provider: declared.slug,
      environment: issuer.environment,
      url: issuer.url,
      dialect: issuer.dialect,
      tokenFormat: issuer.tokens.format,
      algorithm: issuer.tokens.algorithm ?? 'RS256',
      accessTokenSeconds: issuer.tokens.seconds,
      refreshTokenSeconds: issuer.tokens.refreshSeconds,
      keyRotationDays: issuer.keyRotationDays,
      grants: issuer.grants,
      scopes: issuer.scopes,
      defaultScope: issuer.defaultScope ?? null,
      enabled: issuer.enabled,
      passwordSunset: utc(issuer.passwordSunset),
    } as const;
    add(into, thing('issuer', values), [...path, 'issuers', index]);
  }
}

function flattenTerms(into: Collecting, declared: DeclaredProvider, path: readonly Step[]): void {
  for (const [index, { slug, title, versions }] of declared.terms.entries()) {
    const { fr: titleFr, en: titleEn } = both(title);
    add(into, thing('terms', { provider: declared.slug, slug, titleFr, titleEn, retired: false }), [
      ...path,
      'terms',
      index,
    ]);
    for (const [number, { version, effective, text, file }] of versions.entries()) {
      const place = [...path, 'terms', index, 'versions', number];
      const read = termsText(into, text, file, place);
      const base = { provider: declared.slug, terms: slug, version, effective: new Date(effective).toISOString() };
      add(into, thing('terms-version', { ...base, textFr: read.fr, textEn: read.en }), place);
    }
  }
}

/** The text of a version of terms: written in the declaration, or in files of its own. */
function termsText(
  into: Collecting,
  text: DeclaredLocalised | undefined,
  file: DeclaredLocalised | undefined,
  place: readonly Step[],
): { fr: string; en: string } {
  const nothing = { fr: '', en: '' };
  if ((text === undefined) === (file === undefined)) {
    into.faults.push({ path: into.file.at(place), message: 'expected either text or file, one of them' });
    return nothing;
  }
  if (text !== undefined) return both(text);
  if (file === undefined) return nothing;
  const open = (reference: string): string => {
    const { name, text: content } = into.file.refer(reference);
    const wrong = faultOfText(content, name);
    if (wrong !== undefined) into.faults.push({ path: into.file.at([...place, 'file']), message: wrong });
    return content ?? '';
  };
  const { fr, en } = both(file);
  return { fr: open(fr), en: open(en) };
}

function faultOfText(text: string | undefined, name: string): string | undefined {
  if (text === undefined) return `there is no file ${name}`;
  if (text.length === 0) return `${name} is empty`;
  if (text.length > limits.termsTextLength) return `${name} has more than ${limits.termsTextLength} characters`;
  return text.includes('\u0000') ? `${name} is no text: it holds a NUL character` : undefined;
}

function flattenApi(into: Collecting, provider: string, api: DeclaredApi, path: readonly Step[]): void {
  const contract = readContract(into.file, api.contract, [...path, 'contract']);
  into.faults.push(...contract.faults);
  const values = {
    provider,
    slug: api.slug,
    version: api.version,
    ...names(api.name),
    ...descriptions(api.description),
    status: api.status,
    deprecated: utc(api.deprecated),
    sunset: utc(api.sunset),
    successor: api.successor ?? null,
    type: api.type,
    tags: api.tags,
    dialect: api.dialect,
    credential: api.credential,
    scopes: api.scopes,
    cors: api.cors,
    webSocket: api.webSocket,
    openData: api.openData,
    validationNeeded: api.validation.needed,
    approver: api.validation.approver ?? '',
    administrator: api.administrator ?? '',
    terms: api.terms ?? null,
    contract: contract.document,
    sandbox: deploymentOf(into, api.deployments.sandbox, [...path, 'deployments', 'sandbox']),
    production: deploymentOf(into, api.deployments.production, [...path, 'deployments', 'production']),
  } as const;
  add(into, thing('api', values), path);
  for (const [index, { code, name }] of api.profiles.entries()) {
    const profile = { provider, api: api.slug, code, ...names(name), retired: false };
    add(into, thing('profile', profile), [...path, 'profiles', index]);
  }
}

function deploymentOf(
  into: Collecting,
  declared: DeclaredApi['deployments']['sandbox'],
  path: readonly Step[],
): DeploymentValues | null {
  if (declared === undefined) return null;
  const { label, host, basePath, upstream, issuer = null } = declared;
  const authority = readAuthority(into.file, declared.upstreamAuthority, [...path, 'upstreamAuthority']);
  into.faults.push(...authority.faults);
  const addresses = typeof upstream === 'string' ? upstream : upstream.join(' ');
  return { label, host, basePath, upstream: addresses, upstreamAuthority: authority.pem, issuer };
}

function flattenProducts(into: Collecting, declared: DeclaredProvider, path: readonly Step[]): void {
  const provider = declared.slug;
  for (const [index, product] of declared.products.entries()) {
    const { slug, name, description, apis } = product;
    const values = {
      provider,
      slug,
      ...names(name),
      ...descriptions(description),
      apis: [...apis].sort(),
      retired: false,
    };
    add(into, thing('product', values), [...path, 'products', index]);
    for (const [number, plan] of product.plans.entries()) {
      const limitsOfPlan = {
        rate: plan.rate ?? null,
        burst: plan.burst ?? null,
        quotaDay: plan.quota.day ?? null,
        quotaMonth: plan.quota.month ?? null,
        per: plan.per,
        atLimit: plan.atLimit,
        approval: plan.approval,
      };
      const own = { provider, product: slug, slug: plan.slug, ...names(plan.name), ...limitsOfPlan, retired: false };
      add(into, thing('plan', own), [...path, 'products', index, 'plans', number]);
    }
  }
}

function both(text: DeclaredLocalised): { fr: string; en: string } {
  return typeof text === 'string' ? { fr: text, en: text } : text;
}

function names(text: DeclaredLocalised): { nameFr: string; nameEn: string } {
  const { fr, en } = both(text);
  return { nameFr: fr, nameEn: en };
}

function descriptions(text: DeclaredLocalised): { descriptionFr: string; descriptionEn: string } {
  const { fr, en } = both(text);
  return { descriptionFr: fr, descriptionEn: en };
}

function utc(moment: string | undefined): string | null {
  return moment === undefined ? null : new Date(moment).toISOString();
}
