import { green, notNeeded, red, type Judge } from '#registry/why/step.ts';
import { administratorOf } from '#registry/why/who.ts';

/** Where an API has business profiles, it serves only applications that have one: it refuses by itself, behind the gateway. */
export const profile: Judge = (facts) => {
  const { declared, assigned } = facts.profiles;
  if (declared.length === 0)
    return notNeeded('This API has no business profiles.', "Cette API n'a pas de profils métier.");
  if (assigned.length > 0) {
    return green(
      `The application has the business profile ${assigned.join(', ')}.`,
      `L'application a le profil métier ${assigned.join(', ')}.`,
    );
  }
  return red(
    `The application has no business profile: the API refuses it by itself. There are: ${declared.join(', ')}.`,
    `L'application n'a pas de profil métier : l'API la refuse d'elle-même. Il existe : ${declared.join(', ')}.`,
    {
      code: 'profile.missing',
      refusedBy: 'service',
      who: administratorOf(facts),
      remedy: 'profile.assign',
      subject: facts.api.reference,
    },
  );
};
