/** Reads what "Why am I refused?" is judged from. */
import { and, eq, isNull } from 'drizzle-orm';
import {
  accounts,
  apiKeys,
  consents,
  deployments,
  issuerPasswordClients,
  issuers,
  profileAssignments,
  profiles,
  resourceRights,
  secrets,
  terms,
  termsVersions,
  type apis,
  type providers,
} from '#database/tables.ts';
import type { Work } from '#registry/operation.ts';
import type { AccountFacts, Environment, IssuerFacts, TermsFacts, Viewer, WhyFacts } from '#registry/why/facts.ts';
import type { AskedApplication } from '#registry/why/read-application.ts';
import { readSubscriptionFacts } from '#registry/why/read-subscriptions.ts';

/** What was asked, found and allowed. */
export type Question = {
  readonly application: AskedApplication;
  readonly api: typeof apis.$inferSelect;
  readonly provider: typeof providers.$inferSelect;
  readonly environment: Environment;
  readonly viewer: Viewer;
  /** E-mail address of the account named; undefined: the one that asks, if it is one. */
  readonly account: string | undefined;
};

/** Reads the facts of `question`. */
export async function readWhyFacts(work: Work, question: Question): Promise<WhyFacts> {
  const { application, api, provider, environment, viewer } = question;
  const places = await work.tx
    .select({ environment: deployments.environment, issuerId: deployments.issuerId })
    .from(deployments)
    .where(eq(deployments.apiId, api.id));
  const place = places.find((one) => one.environment === environment);
  return {
    now: work.now,
    environment,
    viewer,
    account: await readAccount(work, question),
    accountNamed: question.account !== undefined,
    organisation: application.organisation,
    application,
    secrets: await work.tx
      .select({ expiresAt: secrets.expiresAt, withdrawnAt: secrets.withdrawnAt })
      .from(secrets)
      .where(eq(secrets.credentialId, application.credentialId)),
    apiKeys: await work.tx
      .select({ expiresAt: apiKeys.expiresAt, withdrawnAt: apiKeys.withdrawnAt })
      .from(apiKeys)
      .where(eq(apiKeys.applicationId, application.id)),
    api: {
      ...api,
      reference: `${provider.slug}/${api.slug}@${api.version}`,
      name: { fr: api.nameFr, en: api.nameEn },
    },
    provider: {
      slug: provider.slug,
      name: { fr: provider.nameFr, en: provider.nameEn },
      contactEmail: provider.contactEmail,
    },
    deployedIn: places.map((one) => one.environment),
    issuer: await readIssuer(work, place?.issuerId ?? null, application.id),
    subscriptions: await readSubscriptionFacts(work, application.id, api.id),
    terms: await readTerms(work, question),
    profiles: await readProfiles(work, question),
  };
}

async function readAccount(work: Work, { account, provider }: Question): Promise<AccountFacts | null> {
  const self = work.actor.kind === 'account' ? eq(accounts.id, work.actor.accountId) : undefined;
  const named = account === undefined ? self : eq(accounts.email, account);
  if (named === undefined) return null;
  const [row] = await work.tx.select().from(accounts).where(named);
  if (row === undefined) return null;
  const held = and(eq(resourceRights.accountId, row.id), eq(resourceRights.providerId, provider.id));
  return {
    email: row.email,
    active: row.active,
    hasPassword: row.passwordHash !== null,
    rights: await work.tx.$count(resourceRights, held),
  };
}

async function readIssuer(work: Work, issuerId: string | null, applicationId: string): Promise<IssuerFacts | null> {
  if (issuerId === null) return null;
  const [issuer] = await work.tx.select().from(issuers).where(eq(issuers.id, issuerId));
  if (issuer === undefined) return null;
  const allowed = and(
    eq(issuerPasswordClients.issuerId, issuerId),
    eq(issuerPasswordClients.applicationId, applicationId),
  );
  const passwordAllowed =
    issuer.grants.includes('password') && (await work.tx.$count(issuerPasswordClients, allowed)) > 0;
  return { ...issuer, passwordAllowed };
}

async function readTerms(work: Work, { api, application, provider }: Question): Promise<TermsFacts | null> {
  if (api.termsId === null) return null;
  const [row] = await work.tx.select().from(terms).where(eq(terms.id, api.termsId));
  if (row === undefined) return null;
  const versions = await work.tx
    .select({
      version: termsVersions.version,
      effectiveAt: termsVersions.effectiveAt,
      acceptedAt: consents.acceptedAt,
    })
    .from(termsVersions)
    .leftJoin(consents, and(eq(consents.termsVersionId, termsVersions.id), eq(consents.applicationId, application.id)))
    .where(eq(termsVersions.termsId, row.id));
  // An API asks for terms of its own provider alone.
  return { reference: `${provider.slug}/${row.slug}`, title: { fr: row.titleFr, en: row.titleEn }, versions };
}

async function readProfiles(work: Work, { api, application }: Question): Promise<WhyFacts['profiles']> {
  const rows = await work.tx
    .select({ code: profiles.code, assigned: profileAssignments.applicationId })
    .from(profiles)
    .leftJoin(
      profileAssignments,
      and(eq(profileAssignments.profileId, profiles.id), eq(profileAssignments.applicationId, application.id)),
    )
    .where(and(eq(profiles.providerId, api.providerId), eq(profiles.apiSlug, api.slug), isNull(profiles.retiredAt)))
    .orderBy(profiles.code);
  return {
    declared: rows.map(({ code }) => code),
    assigned: rows.filter(({ assigned }) => assigned !== null).map(({ code }) => code),
  };
}
