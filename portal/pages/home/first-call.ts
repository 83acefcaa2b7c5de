/** A call that works once credentials are put in: what the page of the first steps shows. */
import type { z } from 'zod';
import { portalItself } from '#accounts/actor.ts';
import type { HomeTexts } from '#portal/pages/home/en.ts';
import { baseAddress, type Places } from '#portal/console/places.ts';
import type { Visit } from '#portal/visit/visit.ts';
import { localTokenUrl } from '#registry/issuers/addresses.ts';
import { describeApi } from '#registry/catalogue/describe-api.ts';
import { searchCatalogue } from '#registry/catalogue/search/search-catalogue.ts';
import { getContract } from '#registry/contracts/get-contract.ts';
import { simplestRead } from '#registry/contracts/simplest-read.ts';
import { run } from '#registry/operation.ts';

type Description = z.output<(typeof describeApi)['output']>;

export type FirstCall = { readonly description: Description; readonly url: string; readonly tokenUrl: string };

/** APIs looked at for one that can be called so. */
const candidates = 10;

/** Finds an API of the sandbox with an operation that needs nothing but credentials; null: there is none. */
export async function findFirstCall({ services, language }: Visit): Promise<FirstCall | null> {
  const { registry, console } = services;
  const asked = { kind: 'api', environment: 'sandbox', language, limit: candidates, facets: false } as const;
  const { items } = await run(registry, portalItself, searchCatalogue, asked);
  for (const { provider, slug } of items) {
    const description = await run(registry, portalItself, describeApi, { provider: provider.slug, api: slug });
    const { api } = description;
    const deployment = api.deployments.find(({ environment }) => environment === 'sandbox');
    const tokenUrl = tokenUrlOf(description, console.places);
    if (!api.hasContract || deployment === undefined || tokenUrl === null) continue;
    const { document } = await run(registry, portalItself, getContract, { api: api.reference, environment: 'sandbox' });
    const path = simplestRead(document);
    if (path !== null) return { description, url: baseAddress(console.places, deployment) + path, tokenUrl };
  }
  return null;
}

/** Where an application of the sandbox gets its token; empty: the API wants none; null: it gets none without a person. */
function tokenUrlOf({ api, issuers }: Description, places: Places): string | null {
  if (api.credential !== 'token') return '';
  const issuer = issuers.find(
    ({ environment, grants }) => environment === 'sandbox' && grants.includes('client_credentials'),
  );
  if (issuer === undefined) return null;
  return places.local ? localTokenUrl(places.identity, issuer) : issuer.tokenUrl;
}

/** Writes the call as commands of a shell. */
export function firstCallCommands({ description, url, tokenUrl }: FirstCall, text: HomeTexts): string {
  const { id, secret, key } = text.guide.credentials;
  const { api } = description;
  if (api.credential === 'api-key') return `curl -i '${url}' -H 'X-Api-Key: ${key}'`;
  if (api.credential !== 'token') {
    const proof = api.credential === 'client-id' ? '' : ` \\\n  -H 'X-IBM-Client-Secret: ${secret}'`;
    return `curl -i '${url}' \\\n  -H 'X-IBM-Client-Id: ${id}'${proof}`;
  }
  return [
    `TOKEN=$(curl -s '${tokenUrl}' \\`,
    `  -d grant_type=client_credentials \\`,
    `  -d client_id=${id} -d client_secret=${secret} \\`,
    `  | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`,
    '',
    `curl -i '${url}' -H "Authorization: Bearer $TOKEN"`,
  ].join('\n');
}
