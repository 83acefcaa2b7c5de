import type { z } from 'zod';
import { getApi } from '#registry/catalogue/get-api.ts';
import { getProduct } from '#registry/catalogue/get-product.ts';
import { getTerms } from '#registry/catalogue/get-terms.ts';
import { run } from '#registry/operation.ts';
import { param, type AccountVisit } from '#portal/visit/visit.ts';

/** Terms that an API of the product asks for, in the version in force. */
export type AskedTerms = {
  /** `provider/slug`. */
  readonly reference: string;
  readonly title: string;
  readonly versionId: string;
  readonly version: string;
};

/** The product that the address names, with its APIs and the terms that they ask for. */
export type SubscribeOffer = {
  readonly product: z.output<typeof getProduct.output>;
  readonly apis: readonly { readonly reference: string; readonly name: string; readonly validationNeeded: boolean }[];
  readonly terms: readonly AskedTerms[];
};

/** Reads it. @throws Problem `product.not_found` (404) */
export async function readOffer(visit: AccountVisit): Promise<SubscribeOffer> {
  const { registry } = visit.services;
  const product = await run(registry, visit.actor, getProduct, {
    product: `${param(visit, 'provider')}/${param(visit, 'product')}`,
  });
  const apis = await Promise.all(product.apis.map((api) => run(registry, visit.actor, getApi, { api })));
  const asked = new Set(apis.flatMap(({ terms }) => terms ?? []));
  const terms = await Promise.all([...asked].map((reference) => readInForce(visit, reference)));
  return {
    product,
    apis: apis.map(({ reference, name, version, validationNeeded }) => ({
      reference,
      name: `${name[visit.language]} ${version}`,
      validationNeeded,
    })),
    terms: terms.flat(),
  };
}

async function readInForce(visit: AccountVisit, reference: string): Promise<AskedTerms[]> {
  const { registry } = visit.services;
  const { title, versions } = await run(registry, visit.actor, getTerms, { terms: reference });
  const nowMs = registry.clock.nowMs();
  const version = versions.findLast(({ effectiveAt }) => Date.parse(effectiveAt) <= nowMs);
  if (version === undefined) return [];
  return [{ reference, title: title[visit.language], versionId: version.id, version: version.version }];
}
