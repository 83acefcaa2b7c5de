import { notFound } from '#registry/reference.ts';
import type { Offer } from '#registry/offer/get.ts';
import type { ApiEntry } from '#portal/pages/provider/api-settings.tsx';
import { readOffer } from '#portal/pages/provider/frame.tsx';
import { param, type AccountVisit } from '#portal/visit/visit.ts';

/** The API that the address names, and what stands around it. */
export type NamedApi = {
  readonly offer: Offer;
  readonly api: ApiEntry;
  readonly facts: Offer['apis'][number];
  /** `slug@version` */
  readonly name: string;
  /** Parameters of its addresses. */
  readonly at: { readonly provider: string; readonly api: string; readonly version: string };
};

/** @throws Problem `api.not_found` (404), and as `readOffer` */
export async function readNamedApi(visit: AccountVisit): Promise<NamedApi> {
  const offer = await readOffer(visit);
  const [slug, version] = [param(visit, 'api'), param(visit, 'version')];
  const name = `${slug}@${version}`;
  const api = offer.declared.apis.find((one) => one.slug === slug && one.version === version);
  const facts = offer.apis.find((one) => one.name === name);
  if (api === undefined || facts === undefined) {
    throw notFound('api.not_found', { en: 'There is no such API.', fr: "Cette API n'existe pas." });
  }
  return { offer, api, facts, name, at: { provider: offer.declared.slug, api: slug, version } };
}
