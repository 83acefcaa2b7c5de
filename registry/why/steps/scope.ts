import { green, notNeeded, red, type Judge } from '#registry/why/step.ts';
import { administratorOf } from '#registry/why/who.ts';

/** A token must carry every scope that the API requires: the issuer must know them, the program may have to ask. */
export const scope: Judge = (facts) => {
  const { api, issuer } = facts;
  if (api.credential !== 'token' || api.requiredScopes.length === 0) {
    return notNeeded('This API asks for no scope.', 'Cette API ne demande pas de portée.');
  }
  if (issuer === null) {
    return notNeeded(
      'Without an authorization server there is no scope.',
      "Sans serveur d'autorisation, pas de portée.",
    );
  }
  const unknown = api.requiredScopes.filter((required) => !issuer.scopes.includes(required));
  if (unknown.length > 0) {
    return red(
      `The API requires the scope ${unknown.join(' ')}, which the authorization server ${issuer.slug} does not know.`,
      `L'API exige la portée ${unknown.join(' ')}, que le serveur d'autorisation ${issuer.slug} ne connaît pas.`,
      { code: 'scope.insufficient', refusedBy: 'gateway', who: administratorOf(facts), subject: issuer.slug },
    );
  }
  const required = api.requiredScopes.join(' ');
  const given = issuer.defaultScope?.split(' ') ?? [];
  if (api.requiredScopes.every((one) => given.includes(one))) {
    return green(
      `Tokens carry the scope ${required} by themselves.`,
      `Les jetons portent d'eux-mêmes la portée ${required}.`,
    );
  }
  return green(
    `The scope ${required} is there to be had: ask for it (scope=${required}) in the token request.`,
    `La portée ${required} peut être obtenue : demandez-la (scope=${required}) dans la demande de jeton.`,
  );
};
