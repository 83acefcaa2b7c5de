/** Every operation on the catalogue: what the admin API and the command line offer, in this order. */
import { describeApi } from '#registry/catalogue/describe-api.ts';
import { describeProduct } from '#registry/catalogue/describe-product.ts';
import { getApi } from '#registry/catalogue/get-api.ts';
import { getProduct } from '#registry/catalogue/get-product.ts';
import { getProvider } from '#registry/catalogue/get-provider.ts';
import { getTerms } from '#registry/catalogue/get-terms.ts';
import { listApis } from '#registry/catalogue/list-apis.ts';
import { listIssuers } from '#registry/catalogue/list-issuers.ts';
import { listProducts } from '#registry/catalogue/list-products.ts';
import { listProviders } from '#registry/catalogue/list-providers.ts';
import { searchCatalogue } from '#registry/catalogue/search/search-catalogue.ts';
import { getContract } from '#registry/contracts/get-contract.ts';
import { listChanges } from '#registry/contracts/list-changes.ts';
import { applyDeclaration } from '#registry/declarations/apply.ts';
import { exportDeclaration } from '#registry/declarations/export.ts';

export const catalogueOperations = [
  applyDeclaration,
  exportDeclaration,
  searchCatalogue,
  listProviders,
  getProvider,
  listIssuers,
  listApis,
  getApi,
  describeApi,
  getContract,
  listChanges,
  listProducts,
  getProduct,
  describeProduct,
  getTerms,
] as const;
