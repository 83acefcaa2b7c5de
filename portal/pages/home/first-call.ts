/** A call that works once credentials are put in: what the page of the first steps shows. */
import type { z } from 'zod';
import { portalItself } from '#accounts/actor.ts';
import type { HomeTexts } from '#portal/pages/home/en.ts';
import type { Visit } from '#portal/visit/visit.ts';
import { describeApi } from '#registry/catalogue/describe-api.ts';
import { searchCatalogue } from '#registry/catalogue/search/search-catalogue.ts';
import { getContract } from '#registry/contracts/get-contract.ts';
import { listOf, objectOf } from '#registry/contracts/json.ts';
import { run } from '#registry/operation.ts';

type Description = z.output<(typeof describeApi)['output']>;

export type FirstCall = { readonly description: Description; readonly baseUrl: string; readonly path: string };

/** APIs looked at for one that can be called so. */
const candidates = 10;

/** Finds an API of the sandbox with an operation that needs nothing but credentials; null: there is none. */
export async function findFirstCall({ services: { registry }, language }: Visit): Promise<FirstCall | null> {
  const asked = { kind: 'api', environment: 'sandbox', language, limit: candidates, facets: false } as const;
  const { items } = await run(registry, portalItself, searchCatalogue, asked);
  for (const { provider, slug } of items) {
    const description = await run(registry, portalItself, describeApi, { provider: provider.slug, api: slug });
    const { api } = description;
    if (!api.hasContract || !api.environments.includes('sandbox')) continue;
    const { document } = await run(registry, portalItself, getContract, { api: api.reference, environment: 'sandbox' });
    const path = Object.entries(objectOf(document['paths'])).find(([name, item]) => isSimple(name, item))?.[0];
    const { url } = objectOf(listOf(document['servers'])[0]);
    if (path !== undefined && typeof url === 'string') return { description, baseUrl: url, path };
  }
  return null;
}

/** True when the path can be read as it is: no part of it to fill in, no parameter that must be there. */
function isSimple(path: string, item: unknown): boolean {
  const { get, parameters } = objectOf(item);
  if (get === undefined || path.includes('{')) return false;
  const all = [...listOf(parameters), ...listOf(objectOf(get)['parameters'])].map(objectOf);
  return all.every((parameter) => parameter['required'] !== true && parameter['$ref'] === undefined);
}

/** Writes the call as commands of a shell. */
export function firstCallCommands({ description, baseUrl, path }: FirstCall, text: HomeTexts): string {
  const { id, secret, key } = text.guide.credentials;
  const { api, issuers } = description;
  const url = baseUrl + path;
  if (api.credential === 'api-key') return `curl -i '${url}' -H 'X-Api-Key: ${key}'`;
  if (api.credential !== 'token') {
    const proof = api.credential === 'client-id' ? '' : ` \\\n  -H 'X-IBM-Client-Secret: ${secret}'`;
    return `curl -i '${url}' \\\n  -H 'X-IBM-Client-Id: ${id}'${proof}`;
  }
  const tokenUrl = issuers.find(({ environment }) => environment === 'sandbox')?.tokenUrl ?? '';
  return [
    `TOKEN=$(curl -s '${tokenUrl}' \\`,
    `  -d grant_type=client_credentials \\`,
    `  -d client_id=${id} -d client_secret=${secret} \\`,
    `  | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`,
    '',
    `curl -i '${url}' -H "Authorization: Bearer $TOKEN"`,
  ].join('\n');
}
