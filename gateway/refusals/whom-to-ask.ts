import type { RefusalDetails } from '#gateway/refusals/details.ts';

/** The sentence that tells whom to ask, with the request's number to quote; empty when nobody is known. */
export function whomToAsk({ contact, language, requestId }: RefusalDetails): string {
  if (contact === '') return '';
  return language === 'fr'
    ? `Contact : ${contact} (numéro de la requête : ${requestId}).`
    : `Contact: ${contact} (request number: ${requestId}).`;
}
