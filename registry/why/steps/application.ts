import { dayOf } from '#registry/why/day.ts';
import type { Environment } from '#registry/why/facts.ts';
import { green, red, type Judge } from '#registry/why/step.ts';
import { consumerOf, operatorOf } from '#registry/why/who.ts';

const environments: Readonly<Record<Environment, { readonly en: string; readonly fr: string }>> = {
  sandbox: { en: 'the sandbox', fr: 'le bac à sable' },
  production: { en: 'production', fr: 'la production' },
};

/** What the gateway does not find any more, by what the API wants. */
const codeOfDeleted = {
  token: 'application.missing',
  'client-id': 'client.unknown',
  'client-id-and-secret': 'client.unknown',
  'api-key': 'api_key.unknown',
} as const;

/** The application must exist, be enabled and validated, and live in the environment that is called. */
export const application: Judge = (facts) => {
  const { name, deletedAt, enabled, status, environment: own } = facts.application;
  const refused = { refusedBy: 'gateway', subject: facts.application.id } as const;
  if (deletedAt !== null) {
    const day = dayOf(deletedAt);
    return red(
      `The application ${name} was deleted on ${day.en}.`,
      `L'application ${name} a été supprimée le ${day.fr}.`,
      {
        ...refused,
        code: codeOfDeleted[facts.api.credential],
        who: consumerOf(facts),
        since: deletedAt,
        remedy: 'application.create',
      },
    );
  }
  if (!enabled) {
    return red(`The application ${name} is disabled.`, `L'application ${name} est désactivée.`, {
      ...refused,
      code: 'application.disabled',
      who: consumerOf(facts),
      remedy: 'application.enable',
    });
  }
  if (status !== 'validated') {
    const said =
      status === 'pending' ? ['waits for validation', 'attend sa validation'] : ['was rejected', 'a été refusée'];
    return red(`The application ${name} ${said[0]}.`, `L'application ${name} ${said[1]}.`, {
      ...refused,
      code: 'application.disabled',
      who: operatorOf(facts),
    });
  }
  if (own !== facts.environment) {
    const [mine, asked] = [environments[own], environments[facts.environment]];
    return red(
      `The application ${name} lives in ${mine.en}, the call goes to ${asked.en}: that needs an application of its own.`,
      `L'application ${name} vit dans ${mine.fr}, l'appel vise ${asked.fr} : il y faut une autre application.`,
      { ...refused, code: 'application.wrong_environment', who: consumerOf(facts), remedy: 'application.create' },
    );
  }
  return green(`The application ${name} is enabled.`, `L'application ${name} est activée.`, {
    subject: refused.subject,
  });
};
