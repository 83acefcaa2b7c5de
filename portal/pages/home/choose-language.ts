import { isLanguage } from '#base/language.ts';
import { addresses } from '#portal/addresses.ts';
import { seeOther } from '#portal/answer.ts';
import { ownAddress } from '#portal/route.ts';
import { query, type Visit } from '#portal/visit/visit.ts';

const yearSeconds = 365 * 86_400;

/** Keeps the language that was chosen in this browser, and goes back to the page where it was. */
export async function chooseLanguage(visit: Visit): Promise<Response> {
  const language = query(visit, 'to');
  if (isLanguage(language)) visit.cookies.set('guichet_language', language, yearSeconds);
  return seeOther(visit, ownAddress(query(visit, 'next')) ?? addresses.home.to());
}
