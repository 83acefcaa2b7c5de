import { dayOf } from '#registry/why/day.ts';
import { green, red, type Judge } from '#registry/why/step.ts';
import { consumerOf } from '#registry/why/who.ts';

/** For APIs that take API keys: the application must have one that is neither withdrawn nor expired. */
export const apiKey: Judge = (facts) => {
  const unwithdrawn = facts.apiKeys.filter(({ withdrawnAt }) => withdrawnAt === null);
  if (unwithdrawn.some(({ expiresAt }) => expiresAt === null || expiresAt > facts.now)) {
    return green(
      'The application has an API key, which is what this API wants in X-Api-Key.',
      "L'application a une clé d'API, celle que cette API veut dans X-Api-Key.",
    );
  }
  const last = Math.max(...unwithdrawn.map(({ expiresAt }) => expiresAt?.getTime() ?? 0));
  const ended = unwithdrawn.length === 0 ? null : new Date(last);
  const day = ended === null ? null : dayOf(ended);
  return red(
    day === null
      ? 'This API wants an API key in X-Api-Key, and the application has none that is good.'
      : `The API key of the application expired on ${day.en}.`,
    day === null
      ? "Cette API veut une clé d'API dans X-Api-Key, et l'application n'en a pas de valable."
      : `La clé d'API de l'application a expiré le ${day.fr}.`,
    {
      code: facts.apiKeys.length === 0 ? 'api_key.missing' : 'api_key.unknown',
      refusedBy: 'gateway',
      who: consumerOf(facts),
      since: ended,
      remedy: 'api-key.create',
      subject: facts.application.id,
    },
  );
};
