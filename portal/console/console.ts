/** What tests share while the portal runs: where to call, what was got for them, and how many are under way. */
import type { Clock } from '#base/clock.ts';
import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';
import { openHeldCredentials, type HeldCredentials } from '#portal/console/held-credentials.ts';
import type { Places } from '#portal/console/places.ts';

export type Console = {
  readonly places: Places;
  readonly held: HeldCredentials;
  /**
   * Runs `test` for a session.
   *
   * @throws Problem `relay.too_many` (429) when as many as may are under way
   */
  readonly run: <Result>(sessionId: string, test: () => Promise<Result>) => Promise<Result>;
};

export function openConsole(places: Places, clock: Clock): Console {
  const underWay = new Map<string, number>();
  return {
    places,
    held: openHeldCredentials(clock),
    run: async (sessionId, test) => {
      const running = underWay.get(sessionId) ?? 0;
      if (running >= limits.relayCallsAtATime) throw tooMany();
      underWay.set(sessionId, running + 1);
      try {
        return await test();
      } finally {
        const left = (underWay.get(sessionId) ?? 1) - 1;
        if (left === 0) underWay.delete(sessionId);
        else underWay.set(sessionId, left);
      }
    },
  };
}

function tooMany(): Problem {
  return new Problem('relay.too_many', 429, {
    en: `You have ${limits.relayCallsAtATime} tests under way already: wait until one of them is answered.`,
    fr: `Vous avez déjà ${limits.relayCallsAtATime} essais en cours : attendez que l'un d'eux ait sa réponse.`,
  });
}
