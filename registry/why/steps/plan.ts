import type { LocalisedText } from '#base/problem.ts';
import type { PlanFacts } from '#registry/why/facts.ts';
import { green, notNeeded, type Judge } from '#registry/why/step.ts';
import { decisiveSubscription } from '#registry/why/steps/subscription.ts';

/** The limits under which the application calls. They are counted by the gateways, so they are told here, not judged. */
export const plan: Judge = (facts) => {
  const found = decisiveSubscription(facts);
  if (found === undefined)
    return notNeeded('Without a subscription there is no plan.', 'Sans souscription, pas de plan.');
  const most = limitsOf(found.plan);
  const { name } = found.plan;
  if (most === null) {
    return green(`The plan “${name.en}” has no limit.`, `Le plan « ${name.fr} » n'a pas de limite.`);
  }
  return green(
    `The plan “${name.en}” allows ${most.en}; above it, calls get 429 with the time to wait (Retry-After).`,
    `Le plan « ${name.fr} » permet ${most.fr} ; au-delà, les appels reçoivent 429 avec le temps d'attente (Retry-After).`,
  );
};

function limitsOf({ ratePerSecond, quotaPerDay, quotaPerMonth }: PlanFacts): LocalisedText | null {
  const parts = [
    { most: ratePerSecond, en: 'a second', fr: 'par seconde' },
    { most: quotaPerDay, en: 'a day', fr: 'par jour' },
    { most: quotaPerMonth, en: 'a month', fr: 'par mois' },
  ].flatMap(({ most, en, fr }) => (most === null ? [] : [{ most, en, fr }]));
  if (parts.length === 0) return null;
  const said = (language: 'en' | 'fr', word: string) =>
    parts
      .map((part, at) => `${part.most.toLocaleString(language)}${at === 0 ? ` ${word}` : ''} ${part[language]}`)
      .join(', ');
  return { en: said('en', 'calls'), fr: said('fr', 'appels') };
}
