import type { LocalisedText } from '#base/problem.ts';
import type { QuotaWindow } from '#registry/quotas/windows.ts';
import { momentIn } from '#registry/why/day.ts';
import type { PlanFacts } from '#registry/why/facts.ts';
import { green, notNeeded, red, type Judge } from '#registry/why/step.ts';
import { decisiveSubscription } from '#registry/why/steps/subscription.ts';
import { administratorOf, consumerOf } from '#registry/why/who.ts';

/**
 * The limits under which the application calls. Quotas are judged by what the gateways have told of them; a rate only they
 * can judge, so it is told here.
 */
export const plan: Judge = (facts) => {
  const found = decisiveSubscription(facts);
  if (found === undefined)
    return notNeeded('Without a subscription there is no plan.', 'Sans souscription, pas de plan.');
  const most = limitsOf(found.plan);
  const { name, windows, atLimit } = found.plan;
  if (most === null) {
    return green(`The plan “${name.en}” has no limit.`, `Le plan « ${name.fr} » n'a pas de limite.`);
  }
  // The longer wait is what the gateway names: the month comes last.
  const usedUp = windows.findLast(({ remaining }) => remaining === 0);
  if (usedUp !== undefined && found.state === 'approved' && atLimit === 'refuse') {
    const { en, fr } = usedUpText(found.plan, usedUp);
    return red(
      `The quota of ${en.quota} of the plan “${name.en}” is used up: ${en.used}. Calls get 429 until ${en.end}.`,
      `Le quota de ${fr.quota} du plan « ${name.fr} » est épuisé : ${fr.used}. Les appels reçoivent 429 jusqu'au ${fr.end}.`,
      {
        ...{ code: `limit.quota_${usedUp.window}`, refusedBy: 'gateway', since: usedUp.notedAt, subject: found.id },
        ...(found.plan.hasOthers
          ? { who: consumerOf(facts), remedy: 'subscription.ask-plan' }
          : { who: administratorOf(facts), remedy: 'plan.write' }),
      },
    );
  }
  const left = leftText(found.plan);
  const above =
    atLimit === 'flag'
      ? {
          en: 'above a quota calls pass and are flagged',
          fr: 'au-delà d’un quota, les appels passent et sont signalés',
        }
      : {
          en: 'above it, calls get 429 with the time to wait (Retry-After)',
          fr: "au-delà, les appels reçoivent 429 avec le temps d'attente (Retry-After)",
        };
  return green(
    `The plan “${name.en}” allows ${most.en}; ${above.en}.${left.en}`,
    `Le plan « ${name.fr} » permet ${most.fr} ; ${above.fr}.${left.fr}`,
    usedUp === undefined ? {} : { warning: flaggedText(found.plan, usedUp) },
  );
};

const periods = {
  second: { en: 'a second', fr: 'par seconde' },
  day: { en: 'a day', fr: 'par jour' },
  month: { en: 'a month', fr: 'par mois' },
} as const;

function calls(number: number, language: 'en' | 'fr'): string {
  const word = { en: number === 1 ? 'call' : 'calls', fr: number < 2 ? 'appel' : 'appels' }[language];
  return `${number.toLocaleString(language)} ${word}`;
}

function limitsOf({ ratePerSecond, quotaPerDay, quotaPerMonth }: PlanFacts): LocalisedText | null {
  const parts = [
    { most: ratePerSecond, ...periods.second },
    { most: quotaPerDay, ...periods.day },
    { most: quotaPerMonth, ...periods.month },
  ].flatMap(({ most, en, fr }) => (most === null ? [] : [{ most, en, fr }]));
  if (parts.length === 0) return null;
  const said = (language: 'en' | 'fr') =>
    parts
      .map(({ most, [language]: period }, at) =>
        at === 0 ? `${calls(most, language)} ${period}` : `${most.toLocaleString(language)} ${period}`,
      )
      .join(', ');
  return { en: said('en'), fr: said('fr') };
}

/** The pieces of a sentence about a quota: its name, what was used by whom, when it ends. */
function usedUpText({ per, timeZone }: PlanFacts, { window, limit, used, endsAt }: QuotaWindow) {
  const end = momentIn(endsAt, timeZone);
  const all = per === 'organisation';
  return {
    en: {
      quota: `${calls(limit, 'en')} ${periods[window].en}`,
      used: `${calls(used, 'en')} counted${all ? ', of all applications of the organisation together' : ''}`,
      end: end.en,
    },
    fr: {
      quota: `${calls(limit, 'fr')} ${periods[window].fr}`,
      used: `${calls(used, 'fr')} compté${used < 2 ? '' : 's'}${all ? ", de toutes les applications de l'organisation ensemble" : ''}`,
      end: end.fr,
    },
  };
}

function flaggedText(plan: PlanFacts, window: QuotaWindow): LocalisedText {
  const { en, fr } = usedUpText(plan, window);
  return {
    en: `The quota of ${en.quota} is used up: ${en.used}. Calls are flagged until ${en.end}.`,
    fr: `Le quota de ${fr.quota} est épuisé : ${fr.used}. Les appels sont signalés jusqu'au ${fr.end}.`,
  };
}

/** What is left of each quota, as further sentences. */
function leftText({ windows, timeZone }: PlanFacts): LocalisedText {
  const parts = windows
    .filter(({ remaining }) => remaining > 0)
    .map(({ window, remaining, limit, endsAt }) => {
      const end = momentIn(endsAt, timeZone);
      return {
        en: ` ${remaining.toLocaleString('en')} of ${calls(limit, 'en')} ${periods[window].en} remain until ${end.en}.`,
        fr: ` Restent ${remaining.toLocaleString('fr')} sur ${calls(limit, 'fr')} ${periods[window].fr} jusqu'au ${end.fr}.`,
      };
    });
  return { en: parts.map(({ en }) => en).join(''), fr: parts.map(({ fr }) => fr).join('') };
}
