/** What a first call goes to: an API's sandbox, its product, and the issuer whose tokens open it. */
import type { z } from 'zod';
import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';
import { commandLine } from '#commands/registry-session.ts';
import { getApi } from '#registry/catalogue/get-api.ts';
import { getProduct } from '#registry/catalogue/get-product.ts';
import { listApis } from '#registry/catalogue/list-apis.ts';
import { listIssuers } from '#registry/catalogue/list-issuers.ts';
import { simplestRead } from '#registry/contracts/simplest-read.ts';
import { run, type Registry } from '#registry/operation.ts';

export type Api = z.output<typeof getApi.output>;
export type Product = z.output<typeof getProduct.output>;
export type Issuer = z.output<typeof listIssuers.output>['items'][number];

export type Target = {
  readonly api: Api;
  readonly product: Product;
  /** Where its sandbox answers. */
  readonly basePath: string;
  /** Null: the API takes client ids, not tokens. */
  readonly issuer: Issuer | null;
  /** Path of the operation that is called, below the base path. */
  readonly path: string;
};

function notFound(api: string): Problem {
  return new Problem('first_call.api_not_found', 404, {
    en: `There is no API ${api} on offer with a sandbox: "guichet catalogue" lists them.`,
    fr: `Aucune API ${api} n'est offerte avec un bac à sable : « guichet catalogue » les liste.`,
  });
}

function withoutGrant(issuer: string): Problem {
  return new Problem('first_call.grant_unknown', 409, {
    en: `The issuer ${issuer} gives no tokens to applications alone: its tokens speak for people (see docs/guides.md).`,
    fr: `Le serveur d'autorisation ${issuer} ne donne pas de jeton aux applications seules : ses jetons parlent pour des personnes (voir docs/guides.md).`,
  });
}

async function findApi(registry: Registry, name: string): Promise<Api> {
  const slug = name.split('/').at(-1) ?? name;
  const { items } = await run(registry, commandLine, listApis, { limit: limits.pageRows });
  const fitting = items.filter(
    (api) =>
      [api.slug, `${api.slug}@${api.version}`].includes(slug) &&
      (!name.includes('/') || name.startsWith(`${api.provider}/`)) &&
      api.environments.includes('sandbox'),
  );
  const found = fitting.at(-1);
  if (found === undefined) throw notFound(name);
  return run(registry, commandLine, getApi, { api: found.id });
}

/**
 * Finds the API that people call `name`: `sne-cotation`, or `piste/sne-cotation`.
 *
 * @throws Problem `first_call.api_not_found` (404), `first_call.grant_unknown` (409)
 */
export async function findTarget(registry: Registry, name: string): Promise<Target> {
  const api = await findApi(registry, name);
  const deployment = api.deployments.find(({ environment }) => environment === 'sandbox');
  const [reference] = api.products;
  if (deployment === undefined || reference === undefined) throw notFound(name);
  const product = await run(registry, commandLine, getProduct, { product: reference });
  const base = { api, product, basePath: deployment.basePath, path: simplestRead(api.contract) ?? '/' };
  if (api.credential !== 'token') return { ...base, issuer: null };
  const { items } = await run(registry, commandLine, listIssuers, {});
  const issuer = items.find(({ slug }) => slug === deployment.issuer);
  if (issuer === undefined) throw notFound(name);
  if (!issuer.grants.includes('client_credentials')) throw withoutGrant(issuer.slug);
  return { ...base, issuer };
}
