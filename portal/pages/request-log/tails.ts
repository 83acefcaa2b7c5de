/** How many people follow a list at the same time: so many each, so many in all. */
import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';

export type Tails = {
  /**
   * Takes a place for the account; `end` is called when the portal closes. Gives what hands the place back.
   *
   * @throws Problem `request_log.too_many_tails` (429)
   */
  readonly take: (accountId: string, end: () => void) => () => void;
  /** Ends all of them. */
  readonly close: () => void;
};

export function openTails(): Tails {
  const open = new Map<symbol, { readonly accountId: string; readonly end: () => void }>();
  return {
    take: (accountId, end) => {
      const own = [...open.values()].filter((one) => one.accountId === accountId).length;
      if (own >= limits.requestTailsPerAccount || open.size >= limits.requestTails) throw tooMany();
      const place = Symbol('tail');
      open.set(place, { accountId, end });
      return () => void open.delete(place);
    },
    close: () => {
      for (const { end } of open.values()) end();
      open.clear();
    },
  };
}

function tooMany(): Problem {
  return new Problem('request_log.too_many_tails', 429, {
    en: 'Too many lists of requests are being followed at the moment: stop following another one.',
    fr: "Trop de listes de requêtes sont suivies en ce moment : cessez d'en suivre une autre.",
  });
}
