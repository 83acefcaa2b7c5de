/** What a page about one API's reference is about: the API, and with which application it is read and tried out. */
import type { z } from 'zod';
import { actorOf } from '#accounts/sessions/session.ts';
import { portalItself } from '#accounts/actor.ts';
import { limits } from '#base/limits.ts';
import { listApplications } from '#registry/applications/list.ts';
import type { applicationSchema } from '#registry/applications/schema.ts';
import { getApi } from '#registry/catalogue/get-api.ts';
import { listIssuers } from '#registry/catalogue/list-issuers.ts';
import { run } from '#registry/operation.ts';
import type { Api, Deployment, Issuer } from '#portal/console/places.ts';
import { viewReference, type ReferenceView } from '#portal/reference/contract/reference-view.ts';
import { param, query, type Visit } from '#portal/visit/visit.ts';

export type Application = z.output<typeof applicationSchema>;

export type Subject = {
  readonly api: Api;
  /** Null: the API has no contract. */
  readonly reference: ReferenceView | null;
  /** The reader's applications in environments in which the API answers. */
  readonly applications: readonly Application[];
  readonly chosen: Application | null;
  /** Where the API answers the chosen application, or first of all; null: nowhere. */
  readonly deployment: Deployment | null;
  /** Whose tokens open it there; null: it takes none. */
  readonly issuer: Issuer | null;
};

/**
 * Reads what the visit's address names; the application is the one of the field `application`, or the reader's first.
 *
 * @throws Problem `api.not_found` (404)
 */
export async function readSubject(visit: Visit, asked = query(visit, 'application')): Promise<Subject> {
  const { registry } = visit.services;
  const actor = visit.session === null ? portalItself : actorOf(visit.session);
  const reference = `${param(visit, 'provider')}/${param(visit, 'api')}@${param(visit, 'version')}`;
  const api = await run(registry, actor, getApi, { api: reference });
  const applications = await readApplications(visit, api);
  const chosen = applications.find(({ id }) => id === asked) ?? applications[0] ?? null;
  const [first] = api.deployments;
  const deployment =
    (chosen === null ? first : api.deployments.find(({ environment }) => environment === chosen.environment)) ?? null;
  return {
    ...{ api, applications, chosen, deployment },
    reference: api.contract === null || api.contract === undefined ? null : viewReference(api.contract),
    issuer: await readIssuer(visit, api, deployment),
  };
}

async function readApplications({ services, session, standing }: Visit, api: Api): Promise<Application[]> {
  if (session === null || standing === null) return [];
  const found: Application[] = [];
  for (const { slug } of standing.organisations) {
    const asked = { organisation: slug, limit: limits.pageRows };
    found.push(...(await run(services.registry, actorOf(session), listApplications, asked)).items);
  }
  // The sandbox first: where one tries something new.
  const order = ['sandbox', 'production'];
  return found
    .filter(({ environment }) => api.environments.includes(environment))
    .toSorted((one, other) => order.indexOf(one.environment) - order.indexOf(other.environment));
}

async function readIssuer({ services }: Visit, api: Api, deployment: Deployment | null): Promise<Issuer | null> {
  if (api.credential !== 'token' || deployment === null) return null;
  const { environment, issuer } = deployment;
  const asked = { provider: api.provider, environment, limit: limits.pageRows };
  const { items } = await run(services.registry, portalItself, listIssuers, asked);
  return items.find(({ slug }) => slug === issuer) ?? null;
}

/** What the address of a page about this API is made of. */
export function apiValues({ provider, slug, version }: Api): Record<'provider' | 'api' | 'version', string> {
  return { provider, api: slug, version };
}
