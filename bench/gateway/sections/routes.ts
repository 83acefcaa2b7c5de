import { startGuichet, type Guichet } from '#bench/gateway/guichet.ts';
import { measureAll } from '#bench/gateway/measure.ts';
import { apiHeaders, turnsOf } from '#bench/gateway/requests.ts';
import { ordinaryWorld, type Section } from '#bench/gateway/section.ts';
import type { Contender } from '#bench/gateway/subject.ts';
import { printTable } from '#bench/gateway/table.ts';
import { judgeFailures, judgeRatios } from '#bench/gateway/verdicts.ts';
import { basePathOf } from '#bench/gateway/world.ts';

/** The same calls spread over all routes of a gateway with ten and of one with ten thousand. */
export const routes: Section = async (stage, credentials) => {
  const world = ordinaryWorld(credentials);
  const contenders: Contender[] = [];
  for (const routes of [10, 10_000]) {
    const name = `guichet, ${routes}`;
    const guichet = await startGuichet(stage, { name, world: { ...world, routes } });
    contenders.push(contender(guichet, credentials.tokens, routes));
  }
  const rows = await measureAll(stage, contenders);
  printTable('routes: all of them called in turn', rows, 'guichet, 10');
  // "Does not grow": 5 % is what two runs of the same thing differ by, and what colder memory may cost.
  judgeRatios(rows, { of: 'guichet, 10000', to: 'guichet, 10', atLeast: 0.95 });
  judgeFailures(rows);
};

function contender(guichet: Guichet, tokens: readonly string[], routes: number): Contender {
  return {
    name: guichet.name,
    process: guichet.process,
    url: guichet.url,
    headers: apiHeaders,
    turns: turnsOf(tokens, (number) => `${basePathOf(number % routes)}/json`),
    isWarm: guichet.knowsTokens,
  };
}
