import { addresses } from '#portal/addresses.ts';
import { forEverybody, type PageRoute } from '#portal/page-route.ts';
import { chooseVersion, showApi } from '#portal/pages/catalogue/api.tsx';
import { showCatalogue } from '#portal/pages/catalogue/catalogue.tsx';
import { showChanges } from '#portal/pages/catalogue/changes.tsx';
import { giveContract } from '#portal/pages/catalogue/contract.ts';
import { showProduct } from '#portal/pages/catalogue/product.tsx';
import { showProvider } from '#portal/pages/catalogue/provider.tsx';
import { showTerms } from '#portal/pages/catalogue/terms.tsx';

export const cataloguePages: readonly PageRoute[] = [
  forEverybody('get', addresses.catalogue, showCatalogue),
  forEverybody('get', addresses.providerPage, showProvider),
  forEverybody('get', addresses.product, showProduct),
  forEverybody('get', addresses.api, chooseVersion),
  forEverybody('get', addresses.apiVersion, showApi),
  forEverybody('get', addresses.apiChanges, showChanges),
  forEverybody('get', addresses.apiContract, giveContract),
  forEverybody('get', addresses.terms, showTerms),
  forEverybody('get', addresses.termsVersion, showTerms),
];
