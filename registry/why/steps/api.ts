import { answersAt } from '#registry/catalogue/answers.ts';
import { dayOf } from '#registry/why/day.ts';
import type { WhyFacts } from '#registry/why/facts.ts';
import { green, red, type Judge } from '#registry/why/step.ts';
import { administratorOf } from '#registry/why/who.ts';

/** The API must answer, and be deployed in the environment that is called. */
export const api: Judge = (facts) => {
  const { status, reference } = facts.api;
  const refused = {
    code: 'route.unknown',
    refusedBy: 'gateway',
    who: administratorOf(facts),
    subject: reference,
  } as const;
  if (status === 'draft') {
    return red('The API is not published yet.', "L'API n'est pas encore publiée.", refused);
  }
  if (!answersAt(facts.api, facts.now.getTime())) {
    return red(
      'The API is retired: it answers no more. See whether there is a newer version.',
      "L'API est retirée : elle ne répond plus. Voyez s'il en existe une version plus récente.",
      refused,
    );
  }
  if (!facts.deployedIn.includes(facts.environment)) {
    const elsewhere = facts.deployedIn.length > 0;
    return red(
      `The API does not answer in this environment${elsewhere ? `, only in the other one (${facts.deployedIn[0]})` : ''}.`,
      `L'API ne répond pas dans cet environnement${elsewhere ? `, seulement dans l'autre (${facts.deployedIn[0] === 'sandbox' ? 'bac à sable' : 'production'})` : ''}.`,
      refused,
    );
  }
  return green(
    'The API is published and answers in this environment.',
    "L'API est publiée et répond dans cet environnement.",
    {
      warning: ending(facts),
      subject: reference,
    },
  );
};

/** What is announced about the end of the API. */
function ending({ api: { status, sunsetAt, successor } }: WhyFacts) {
  if (status !== 'deprecated') return null;
  const day = sunsetAt === null ? null : dayOf(sunsetAt);
  const next =
    successor === null ? { en: 'a newer version', fr: 'une version plus récente' } : { en: successor, fr: successor };
  return {
    en: `It is deprecated ${day === null ? 'and will be retired' : `and stops to answer on ${day.en}`}: move to ${next.en}.`,
    fr: `Elle est dépréciée ${day === null ? 'et sera retirée' : `et cesse de répondre le ${day.fr}`} : passez à ${next.fr}.`,
  };
}
