/** The search that an address asks for. */
import { limits } from '#base/limits.ts';
import { query, type Visit } from '#portal/visit/visit.ts';

/** The words; what is too long is no search of a person's. */
export function askedWords(visit: Visit): string {
  return query(visit, 'search').slice(0, limits.openDataSearchLetters);
}

/** The page, from 1; what is odd in the address counts as the first. */
export function askedPage(visit: Visit): number {
  const given = query(visit, 'page');
  return /^[1-9]\d{0,3}$/.test(given) ? Number(given) : 1;
}
