/**
 * Every reason for which the gateway itself answers instead of the upstream: its status, and what people are told. The
 * reason goes out in `X-Guichet-Reason`; a dialect may choose another status and wording (piste.ts, ibm.ts).
 */
import type { LocalisedText } from '#base/problem.ts';

type ReasonEntry = { readonly status: number; readonly text: LocalisedText };

function reason(status: number, en: string, fr: string): ReasonEntry {
  return { status, text: { en, fr } };
}

export const reasons = {
  // The request itself, before anybody asks for whom it is.
  'request.malformed': reason(
    400,
    'The request is not valid HTTP, or can be read in two ways.',
    "La requête n'est pas du HTTP valide, ou peut se lire de deux façons.",
  ),
  'request.head_too_large': reason(
    431,
    'The head of the request is too large.',
    "L'en-tête de la requête est trop grand.",
  ),
  'request.target_too_long': reason(
    414,
    'The address of the request is too long.',
    "L'adresse de la requête est trop longue.",
  ),
  'request.too_slow': reason(408, 'The request took too long to arrive.', 'La requête a mis trop de temps à arriver.'),
  'request.method_not_supported': reason(
    501,
    'The gateway does not forward this method.',
    'La passerelle ne transmet pas cette méthode.',
  ),
  'request.transfer_coding_unknown': reason(
    501,
    'The gateway does not know this transfer coding.',
    'La passerelle ne connaît pas ce codage de transfert.',
  ),
  'request.expectation_failed': reason(
    417,
    'The only expectation met here is 100-continue.',
    'La seule attente honorée ici est 100-continue.',
  ),
  'request.body_too_large': reason(
    413,
    'The body of the request is too large.',
    'Le corps de la requête est trop grand.',
  ),

  // Route and contract.
  'route.unknown': reason(404, 'No API answers at this address.', 'Aucune API ne répond à cette adresse.'),
  'operation.unknown': reason(404, 'The API has no operation at this path.', "L'API n'a pas d'opération à ce chemin."),
  'operation.wrong_method': reason(
    405,
    'The API has no operation with this method at this path.',
    "L'API n'a pas d'opération avec cette méthode à ce chemin.",
  ),
  'cors.origin_not_allowed': reason(
    403,
    'No application that uses this API declares this origin.',
    'Aucune application utilisant cette API ne déclare cette origine.',
  ),

  // Credentials.
  'credential.missing': reason(401, 'The request carries no credential.', 'La requête ne porte aucun identifiant.'),
  'credential.repeated': reason(
    400,
    'The request carries the same credential more than once.',
    'La requête porte plusieurs fois le même identifiant.',
  ),
  'client.unknown': reason(401, 'The client id is not known here.', "L'identifiant client n'est pas connu ici."),
  'client.secret_wrong': reason(
    401,
    'The client secret is missing or wrong.',
    'Le secret client est absent ou erroné.',
  ),
  'api_key.missing': reason(
    401,
    'The request carries no API key: this API wants one in the field X-Api-Key.',
    "La requête ne porte aucune clé d'API : cette API en veut une dans le champ X-Api-Key.",
  ),
  'api_key.unknown': reason(
    401,
    'The API key is not known here, or was withdrawn.',
    "La clé d'API n'est pas connue ici, ou a été retirée.",
  ),
  'api_key.expired': reason(401, 'The API key expired.', "La clé d'API a expiré."),
  'token.unknown': reason(401, 'The access token is not known.', "Le jeton d'accès n'est pas connu."),
  'token.invalid': reason(
    401,
    'The access token is not valid for this API.',
    "Le jeton d'accès n'est pas valable pour cette API.",
  ),
  'token.expired': reason(401, 'The access token expired.', "Le jeton d'accès a expiré."),
  'token.revoked': reason(401, 'The access token was revoked.', "Le jeton d'accès a été révoqué."),
  'token.secret_withdrawn': reason(
    401,
    'The secret with which the access token was obtained is no longer valid.',
    "Le secret avec lequel le jeton d'accès a été obtenu n'est plus valable.",
  ),
  'token.account_inactive': reason(
    401,
    'The account for which the access token speaks is not active.',
    "Le compte au nom duquel parle le jeton d'accès n'est pas actif.",
  ),
  'token.unverifiable': reason(
    503,
    'The access token cannot be verified at the moment.',
    "Le jeton d'accès ne peut pas être vérifié pour l'instant.",
  ),

  // What the application may do.
  'application.missing': reason(401, 'The application does not exist.', "L'application n'existe pas."),
  'application.disabled': reason(401, 'The application is disabled.', "L'application est désactivée."),
  'application.wrong_environment': reason(
    401,
    'The application belongs to another environment than this API.',
    "L'application appartient à un autre environnement que cette API.",
  ),
  'subscription.missing': reason(
    403,
    'The application has no subscription to this API.',
    "L'application n'a pas de souscription à cette API.",
  ),
  'subscription.pending': reason(
    403,
    'The subscription of the application to this API waits for approval.',
    "La souscription de l'application à cette API attend sa validation.",
  ),
  'subscription.rejected': reason(
    403,
    'The subscription of the application to this API was rejected.',
    "La souscription de l'application à cette API a été refusée.",
  ),
  'subscription.suspended': reason(
    403,
    'The subscription of the application to this API is suspended.',
    "La souscription de l'application à cette API est suspendue.",
  ),
  'subscription.revoked': reason(
    403,
    'The subscription of the application to this API was revoked.',
    "La souscription de l'application à cette API a été révoquée.",
  ),
  'terms.not_accepted': reason(
    403,
    'The terms of this API in force have not been accepted for the application.',
    "Les CGU en vigueur de cette API n'ont pas été acceptées pour l'application.",
  ),
  'scope.insufficient': reason(
    403,
    'The access token lacks a scope that this API requires.',
    "Il manque au jeton d'accès une portée que cette API exige.",
  ),

  // Limits of the plan.
  'limit.rate': reason(
    429,
    'The application calls this API faster than its plan allows.',
    "L'application appelle cette API plus vite que son plan ne le permet.",
  ),
  'limit.quota_day': reason(
    429,
    'The application has used up the calls of its plan for today.',
    "L'application a consommé les appels de son plan pour aujourd'hui.",
  ),
  'limit.quota_month': reason(
    429,
    'The application has used up the calls of its plan for this month.',
    "L'application a consommé les appels de son plan pour ce mois.",
  ),

  // The service behind, and the gateway itself.
  'upstream.broken': reason(
    502,
    'The service behind this API broke the connection or answered what is not HTTP.',
    'Le service derrière cette API a rompu la connexion ou répondu autre chose que du HTTP.',
  ),
  'upstream.unreachable': reason(
    503,
    'The service behind this API cannot be reached.',
    'Le service derrière cette API est injoignable.',
  ),
  'upstream.slow': reason(
    504,
    'The service behind this API did not answer in time.',
    "Le service derrière cette API n'a pas répondu à temps.",
  ),
  'gateway.not_ready': reason(
    503,
    'The gateway has not received its first snapshot yet.',
    "La passerelle n'a pas encore reçu son premier instantané.",
  ),
  'gateway.fault': reason(500, 'The gateway made a mistake.', 'La passerelle a commis une erreur.'),
} as const satisfies Record<string, ReasonEntry>;

export type Reason = keyof typeof reasons;

/** What each means, for rooms that show reasons and know nothing of gateways. */
export const reasonTexts: Readonly<Record<string, LocalisedText>> = Object.fromEntries(
  Object.entries(reasons).map(([code, { text }]) => [code, text]),
);
