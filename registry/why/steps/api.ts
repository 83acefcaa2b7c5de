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
  if (status === 'retired') {
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
  const warning = {
    en: 'It is deprecated: it still answers, but will be retired. Move to a newer version.',
    fr: 'Elle est dépréciée : elle répond encore, mais sera retirée. Passez à une version plus récente.',
  };
  return green(
    'The API is published and answers in this environment.',
    "L'API est publiée et répond dans cet environnement.",
    {
      warning: status === 'deprecated' ? warning : null,
      subject: reference,
    },
  );
};
