import { Problem } from '#base/problem.ts';
import type { Person } from '#portal/console/fetch-token.ts';
import type { Tester } from '#portal/console/prove.ts';
import type { Subject } from '#portal/reference/subject.ts';
import type { AccountVisit } from '#portal/visit/visit.ts';

/**
 * Who tests: the visit's person with the chosen application.
 *
 * @throws Problem `relay.no_deployment` (409) when there is no application that the API answers
 */
export function testerOf(visit: AccountVisit, subject: Subject, person: Person | null): Tester {
  const { api, chosen, deployment, issuer } = subject;
  if (chosen === null || deployment === null) throw noDeployment();
  const { registry, console } = visit.services;
  const { actor, session, peer } = visit;
  return {
    registry,
    console,
    actor,
    sessionId: session.id,
    peer,
    application: chosen,
    api,
    deployment,
    issuer,
    person,
  };
}

function noDeployment(): Problem {
  return new Problem('relay.no_deployment', 409, {
    en: 'The API does not answer in the environment of this application, or you have no application yet.',
    fr: "L'API ne répond pas dans l'environnement de cette application, ou vous n'avez pas encore d'application.",
  });
}
