/**
 * Every reason for which a gateway refuses or gives up, as the request log explains it: at which step, what stood there then
 * and what helps, and who can change it. A test beside the gateway holds the list to the gateway's own.
 */
import type { LocalisedText } from '#base/problem.ts';

/** What a gateway asks of a request, in its order (docs/gateway.md, "The order of the checks"). */
export const decisionSteps = [
  'head',
  'route',
  'cors',
  'operation',
  'credential',
  'application',
  'subscription',
  'terms',
  'scope',
  'limits',
  'body',
  'upstream',
] as const;
export type DecisionStep = (typeof decisionSteps)[number];

/** Who can change it: who wrote the calling program, its organisation, who approves for the API or administers it, who operates the gateway. */
export type Changer = 'caller' | 'consumer' | 'approver' | 'administrator' | 'operator';

export type ReasonMeaning = {
  /** Null: no step refused it, the gateway itself failed. */
  readonly step: DecisionStep | null;
  readonly changer: Changer;
  readonly text: LocalisedText;
};

function at(step: DecisionStep | null, changer: Changer, en: string, fr: string): ReasonMeaning {
  return { step, changer, text: { en, fr } };
}

export const reasonMeanings: Readonly<Record<string, ReasonMeaning>> = {
  'request.malformed': at(
    'head',
    'caller',
    'It was no valid HTTP, or could be read in two ways. Look at what the HTTP library of the program, or a proxy on the way, writes.',
    "Ce n'était pas du HTTP valide, ou cela pouvait se lire de deux façons. Voyez ce qu'écrit la bibliothèque HTTP du programme, ou un serveur mandataire en chemin.",
  ),
  'request.head_too_large': at(
    'head',
    'caller',
    'Its head fields were too large together: send fewer or shorter ones, cookies above all.',
    "Ses champs d'en-tête étaient trop grands au total : envoyez-en moins ou de plus courts, surtout les cookies.",
  ),
  'request.target_too_long': at(
    'head',
    'caller',
    'Its address was too long: put what does not fit into the body.',
    'Son adresse était trop longue : mettez dans le corps ce qui dépasse.',
  ),
  'request.too_slow': at(
    'head',
    'caller',
    'It did not arrive whole in time: the program, or the network before the gateway, was too slow.',
    "Elle n'est pas arrivée entière à temps : le programme, ou le réseau devant la passerelle, était trop lent.",
  ),
  'request.method_not_supported': at(
    'head',
    'caller',
    'Its method is one that the gateway forwards to nobody.',
    'Sa méthode est de celles que la passerelle ne transmet à personne.',
  ),
  'request.transfer_coding_unknown': at(
    'head',
    'caller',
    'Its body came in a transfer coding that the gateway does not know: only chunked is.',
    "Son corps est venu dans un codage de transfert que la passerelle ne connaît pas : seul « chunked » l'est.",
  ),
  'request.expectation_failed': at(
    'head',
    'caller',
    'It carried an Expect field that cannot be met: the only one is 100-continue.',
    'Elle portait un champ Expect impossible à honorer : seul 100-continue existe.',
  ),
  'request.body_too_large': at(
    'head',
    'caller',
    'Its body was larger than the gateway takes: send it in parts.',
    'Son corps dépassait ce que la passerelle accepte : envoyez-le en plusieurs fois.',
  ),

  'route.unknown': at(
    'route',
    'caller',
    'No API answers at this address: check host, base path and version, and whether it is the gateway of the right environment.',
    "Aucune API ne répond à cette adresse : vérifiez l'hôte, le chemin de base, la version, et que c'est la passerelle du bon environnement.",
  ),
  'gateway.not_ready': at(
    'route',
    'operator',
    'The gateway had just been started and did not know any API yet. Try again; if it lasts, it cannot reach the control process.',
    "La passerelle venait de démarrer et ne connaissait encore aucune API. Réessayez ; si cela dure, elle n'atteint pas le processus de contrôle.",
  ),
  'cors.origin_not_allowed': at(
    'cors',
    'consumer',
    'A browser asked for a page of an origin that no application with this API declares: add the origin to the credentials of the application.',
    "Un navigateur a demandé pour une page dont aucune application utilisant cette API ne déclare l'origine : ajoutez-la aux identifiants de l'application.",
  ),
  'operation.unknown': at(
    'operation',
    'caller',
    'The contract of the API has no operation at this path: compare with its reference.',
    "Le contrat de l'API n'a pas d'opération à ce chemin : comparez avec sa référence.",
  ),
  'operation.wrong_method': at(
    'operation',
    'caller',
    'The contract of the API has this path, but not with this method: compare with its reference.',
    "Le contrat de l'API connaît ce chemin, mais pas avec cette méthode : comparez avec sa référence.",
  ),

  'credential.missing': at(
    'credential',
    'caller',
    'It carried no credential in the place where the API wants one.',
    "Elle ne portait aucun identifiant à l'endroit où l'API en veut un.",
  ),
  'credential.repeated': at(
    'credential',
    'caller',
    'It carried the same credential more than once, so that it was not clear which one counts.',
    'Elle portait plusieurs fois le même identifiant : impossible de savoir lequel compte.',
  ),
  'client.unknown': at(
    'credential',
    'consumer',
    'No application here has this client id: check that it is the one of this environment.',
    "Aucune application n'a ici cet identifiant client : vérifiez que c'est bien celui de cet environnement.",
  ),
  'client.secret_wrong': at(
    'credential',
    'consumer',
    'The client secret was missing, wrong, expired or withdrawn.',
    'Le secret client était absent, erroné, expiré ou retiré.',
  ),
  'api_key.missing': at(
    'credential',
    'caller',
    'It carried no API key in the field X-Api-Key.',
    "Elle ne portait aucune clé d'API dans le champ X-Api-Key.",
  ),
  'api_key.unknown': at(
    'credential',
    'consumer',
    'Its API key was not known here, or had been withdrawn.',
    "Sa clé d'API n'était pas connue ici, ou avait été retirée.",
  ),
  'api_key.expired': at(
    'credential',
    'consumer',
    'Its API key had expired: make a new one in time before the next one ends.',
    "Sa clé d'API avait expiré : créez-en une nouvelle, à temps avant la fin de la suivante.",
  ),
  'token.unknown': at(
    'credential',
    'caller',
    'The authorization server does not know this access token: it was cut, or comes from another server or environment.',
    "Le serveur d'autorisation ne connaît pas ce jeton : il a été tronqué, ou vient d'un autre serveur ou environnement.",
  ),
  'token.invalid': at(
    'credential',
    'caller',
    'Its access token was not made for this API, or its signature is not one of the authorization server.',
    "Son jeton n'a pas été émis pour cette API, ou sa signature n'est pas du serveur d'autorisation.",
  ),
  'token.expired': at(
    'credential',
    'caller',
    'Its access token had expired: the program must ask for a new one before.',
    'Son jeton avait expiré : le programme doit en demander un nouveau avant la fin.',
  ),
  'token.revoked': at('credential', 'consumer', 'Its access token had been revoked.', 'Son jeton avait été révoqué.'),
  'token.secret_withdrawn': at(
    'credential',
    'consumer',
    'The secret with which its access token was obtained had been withdrawn or had expired.',
    'Le secret qui avait servi à obtenir son jeton avait été retiré ou avait expiré.',
  ),
  'token.account_inactive': at(
    'credential',
    'operator',
    'The account for which its access token spoke was not active.',
    "Le compte au nom duquel parlait son jeton n'était pas actif.",
  ),
  'token.unverifiable': at(
    'credential',
    'operator',
    'Its access token could not be verified, since the authorization server did not answer. The token may be good.',
    "Son jeton n'a pas pu être vérifié, car le serveur d'autorisation ne répondait pas. Le jeton est peut-être bon.",
  ),

  'application.missing': at(
    'application',
    'consumer',
    'The application for which its access token was made did not exist any more.',
    "L'application pour laquelle son jeton avait été émis n'existait plus.",
  ),
  'application.disabled': at(
    'application',
    'consumer',
    'The application was disabled, or not validated.',
    "L'application était désactivée, ou pas validée.",
  ),
  'application.wrong_environment': at(
    'application',
    'consumer',
    'The application lives in another environment than the one that was called: each needs an application of its own.',
    "L'application vit dans un autre environnement que celui qui était appelé : il en faut une par environnement.",
  ),
  'subscription.missing': at(
    'subscription',
    'consumer',
    'The application had no subscription to this API.',
    "L'application n'avait pas de souscription à cette API.",
  ),
  'subscription.pending': at(
    'subscription',
    'approver',
    'The subscription of the application waited for approval.',
    "La souscription de l'application attendait sa validation.",
  ),
  'subscription.rejected': at(
    'subscription',
    'consumer',
    'The subscription of the application had been rejected: it can ask again.',
    "La souscription de l'application avait été refusée : elle peut redemander.",
  ),
  'subscription.suspended': at(
    'subscription',
    'approver',
    'The subscription of the application was suspended.',
    "La souscription de l'application était suspendue.",
  ),
  'subscription.revoked': at(
    'subscription',
    'consumer',
    'The subscription of the application had ended: it can ask again.',
    "La souscription de l'application avait pris fin : elle peut redemander.",
  ),
  'terms.not_accepted': at(
    'terms',
    'consumer',
    'The terms of the API in force had not been accepted for the application.',
    "Les CGU en vigueur de l'API n'avaient pas été acceptées pour l'application.",
  ),
  'scope.insufficient': at(
    'scope',
    'caller',
    'Its access token lacked a scope that the API requires: ask for it in the token request.',
    "Il manquait à son jeton une portée que l'API exige : demandez-la dans la demande de jeton.",
  ),

  'limit.rate': at(
    'limits',
    'caller',
    'The program called faster than the plan allows: it has to wait as long as Retry-After says.',
    'Le programme appelait plus vite que le plan ne le permet : il doit attendre le temps que dit Retry-After.',
  ),
  'limit.quota_day': at(
    'limits',
    'approver',
    "The day's calls of the plan were used up. They begin anew with the next day; a larger plan is given by the provider.",
    'Les appels du jour prévus par le plan étaient épuisés. Ils recommencent le lendemain ; un plan plus large dépend du fournisseur.',
  ),
  'limit.quota_month': at(
    'limits',
    'approver',
    "The month's calls of the plan were used up. They begin anew with the next month; a larger plan is given by the provider.",
    'Les appels du mois prévus par le plan étaient épuisés. Ils recommencent le mois suivant ; un plan plus large dépend du fournisseur.',
  ),

  'upstream.broken': at(
    'upstream',
    'administrator',
    'The service behind the API broke the connection, or answered what is not HTTP.',
    "Le service derrière l'API a rompu la connexion, ou répondu autre chose que du HTTP.",
  ),
  'upstream.unreachable': at(
    'upstream',
    'administrator',
    'The service behind the API could not be reached.',
    "Le service derrière l'API était injoignable.",
  ),
  'upstream.slow': at(
    'upstream',
    'administrator',
    'The service behind the API did not begin its answer in time.',
    "Le service derrière l'API n'a pas commencé sa réponse à temps.",
  ),
  'gateway.fault': at(
    null,
    'operator',
    'The gateway made a mistake: its log says more under the number of this request.',
    'La passerelle a commis une erreur : son journal en dit plus sous le numéro de cette requête.',
  ),
};
