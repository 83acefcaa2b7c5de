import { and, eq, ne } from 'drizzle-orm';
import { z } from 'zod';
import type { Transaction } from '#database/database.ts';
import { apis, deployments, issuers, providers } from '#database/tables.ts';
import { apiReference } from '#registry/catalogue/apis.ts';
import { apiNotFound } from '#registry/catalogue/refusals.ts';
import { environmentSchema } from '#registry/catalogue/schema.ts';
import type { DeployedApi } from '#registry/contracts/deployed-api.ts';
import { fillDeployment } from '#registry/contracts/deployed-contract.ts';
import { toSwagger } from '#registry/contracts/swagger/to-swagger.ts';
import { upgradeContract } from '#registry/contracts/upgrade-contract.ts';
import { publicTokenUrl } from '#registry/issuers/addresses.ts';
import { operation } from '#registry/operation.ts';
import { mayBrowse } from '#registry/permission.ts';
import { isId, notFound, referenceSchema } from '#registry/reference.ts';

/** Forms in which a contract is given; all are made from the one that the provider has declared. */
export const contractFormats = ['openapi-3.1', 'swagger-2.0'] as const;

/**
 * Gives the contract of an API with address and security schemes of one environment filled in.
 *
 * @throws Problem `api.not_found` (404), `contract.not_found` (404): it has none, or does not answer in that environment
 */
export const getContract = operation({
  name: 'api.contract',
  summary: 'Gives the contract of an API as OpenAPI 3.1 or Swagger 2.0, for one environment.',
  http: { method: 'get', path: '/apis/{api}/contract' },
  input: z.strictObject({
    api: referenceSchema.describe('Its id, or `provider/slug@version`.'),
    environment: environmentSchema.describe('Whose address and authorization server are filled in.'),
    format: z.enum(contractFormats).default('openapi-3.1'),
  }),
  output: z.object({ reference: z.string(), document: z.record(z.string(), z.unknown()) }),
  authorise: mayBrowse,
  perform: async (work, _granted, { api, environment, format }) => {
    const found = await readDeployed(work.tx, api, environment);
    const contract = upgradeContract(found.contract);
    const convert = format === 'openapi-3.1' ? fillDeployment : toSwagger;
    return { result: { reference: found.reference, document: { ...convert(contract, found.deployed) } }, audit: [] };
  },
});

type Found = { readonly reference: string; readonly contract: unknown; readonly deployed: DeployedApi };

async function readDeployed(tx: Transaction, api: string, environment: 'sandbox' | 'production'): Promise<Found> {
  const named = isId(api) ? eq(apis.id, api) : eq(apiReference, api);
  const [row] = await tx
    .select({ api: apis, reference: apiReference, deployment: deployments, issuer: issuers })
    .from(apis)
    .innerJoin(providers, eq(providers.id, apis.providerId))
    .leftJoin(deployments, and(eq(deployments.apiId, apis.id), eq(deployments.environment, environment)))
    .leftJoin(issuers, eq(issuers.id, deployments.issuerId))
    .where(and(named, ne(apis.status, 'draft')));
  if (row === undefined) throw apiNotFound();
  const { deployment, issuer, reference } = row;
  if (row.api.contract === null || deployment === null) throw contractNotFound();
  const deployed: DeployedApi = {
    url: `https://${deployment.host}${deployment.basePath}`,
    label: deployment.label === '' ? environment : deployment.label,
    credential: row.api.credential,
    requiredScopes: row.api.requiredScopes,
    issuer: issuer === null ? null : { tokenUrl: publicTokenUrl(issuer), grants: issuer.grants },
  };
  return { reference, contract: row.api.contract, deployed };
}

function contractNotFound() {
  return notFound('contract.not_found', {
    en: 'This API has no contract to take away for that environment: its provider has published none, or it does not answer there.',
    fr: "Cette API n'a pas de contrat à télécharger pour cet environnement : son fournisseur n'en a pas publié, ou elle n'y répond pas.",
  });
}
