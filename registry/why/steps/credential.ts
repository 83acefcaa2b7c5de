import { limits } from '#base/limits.ts';
import { dayOf } from '#registry/why/day.ts';
import type { WhyFacts } from '#registry/why/facts.ts';
import { apiKey } from '#registry/why/steps/api-key.ts';
import { green, notNeeded, red, type Judge } from '#registry/why/step.ts';
import { administratorOf, consumerOf, operatorOf } from '#registry/why/who.ts';

/** The application must have what the API wants: its client id, a live secret or API key, or an issuer that gives it tokens. */
export const credential: Judge = (facts) => {
  const { api, application } = facts;
  const issuerFault = api.credential === 'token' ? missingIssuer(facts) : null;
  if (issuerFault !== null) return issuerFault;
  if (application.deletedAt !== null) {
    return notNeeded('The credentials went with the application.', "Les identifiants ont disparu avec l'application.");
  }
  if (api.credential === 'client-id') {
    return green(
      'This API wants the client id alone, and the application has one.',
      "Cette API ne veut que l'identifiant client, et l'application en a un.",
    );
  }
  if (api.credential === 'api-key') return apiKey(facts);
  return missingSecret(facts) ?? missingGrant(facts) ?? inOrder(facts);
};

/** No token of the API's issuer is good where it has none, or where that one is shut. */
function missingIssuer(facts: WhyFacts): ReturnType<Judge> | null {
  const { issuer } = facts;
  if (issuer?.enabled === true) return null;
  const refused = { code: 'token.invalid', refusedBy: 'gateway' } as const;
  if (issuer === null) {
    return red(
      'The API wants tokens, but no authorization server gives any for it in this environment.',
      "L'API veut des jetons, mais aucun serveur d'autorisation n'en donne pour elle dans cet environnement.",
      { ...refused, who: administratorOf(facts) },
    );
  }
  return red(
    `The authorization server ${issuer.slug} is shut.`,
    `Le serveur d'autorisation ${issuer.slug} est fermé.`,
    { ...refused, who: operatorOf(facts), subject: issuer.slug },
  );
}

function liveSecrets({ secrets, now }: WhyFacts) {
  return secrets.filter(
    ({ withdrawnAt, expiresAt }) => withdrawnAt === null && (expiresAt === null || expiresAt > now),
  );
}

function missingSecret(facts: WhyFacts): ReturnType<Judge> | null {
  if (liveSecrets(facts).length > 0) return null;
  const ends = facts.secrets
    .filter((secret) => secret.withdrawnAt === null)
    .map((secret) => secret.expiresAt?.getTime() ?? 0);
  const ended = ends.length === 0 ? null : new Date(Math.max(...ends));
  const day = ended === null ? null : dayOf(ended);
  return red(
    day === null
      ? 'The application has no client secret that is still good.'
      : `The client secret of the application expired on ${day.en}.`,
    day === null
      ? "L'application n'a plus de secret client valable."
      : `Le secret client de l'application a expiré le ${day.fr}.`,
    {
      code: facts.api.credential === 'token' ? 'token.secret_withdrawn' : 'client.secret_wrong',
      refusedBy: 'gateway',
      who: consumerOf(facts),
      since: ended,
      remedy: 'secret.create',
      subject: facts.application.id,
    },
  );
}

/** Nobody gives a token where no grant of the issuer is open to the application. */
function missingGrant(facts: WhyFacts): ReturnType<Judge> | null {
  const { api, issuer } = facts;
  if (api.credential !== 'token' || issuer === null || issuer.passwordAllowed) return null;
  if (issuer.grants.includes('client_credentials')) return null;
  return red(
    `The authorization server ${issuer.slug} gives this application no token: it may not use the password grant.`,
    `Le serveur d'autorisation ${issuer.slug} ne donne pas de jeton à cette application : elle n'a pas droit au flux « password ».`,
    {
      code: 'credential.grant_not_allowed',
      refusedBy: 'issuer',
      who: operatorOf(facts),
      remedy: 'issuer.allow-password-client',
      subject: issuer.slug,
    },
  );
}

function inOrder(facts: WhyFacts): ReturnType<Judge> {
  const ends = liveSecrets(facts).map((secret) => secret.expiresAt?.getTime() ?? Infinity);
  const lastEnd = Math.max(...ends);
  const soon = lastEnd - facts.now.getTime() < limits.secretExpiresSoonMs;
  const day = soon ? dayOf(new Date(lastEnd)) : null;
  const warning =
    day === null ? null : { en: `The last secret expires on ${day.en}.`, fr: `Le dernier secret expire le ${day.fr}.` };
  const { api, issuer } = facts;
  return api.credential === 'token'
    ? green(
        `The application can get a token at ${issuer?.url ?? ''} with its client id and secret.`,
        `L'application peut obtenir un jeton auprès de ${issuer?.url ?? ''} avec son identifiant client et son secret.`,
        { warning },
      )
    : green(
        'The application has the client id and the secret that this API wants.',
        "L'application a l'identifiant client et le secret que veut cette API.",
        { warning },
      );
}
