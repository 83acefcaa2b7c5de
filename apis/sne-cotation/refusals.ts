/**
 * How this service says no: `{code, message}`. The families (ERRAUTUSR, ERRCOTNUM, ERRCOTCAL) and the text of ERRAUTUSR0001 are the
 * guide's (SNUM, dossier des interfaces EPCI 1.2); the other numbers, texts and all statuses are ours. docs/sne-cotation.md explains each.
 */
import { Problem, problemDocument } from '#base/problem.ts';
import { limits } from '#base/limits.ts';

export const refusals = {
  ERRAUTUSR0001: {
    status: 403,
    message:
      "Aucun profil métier n'est attribué à cette application cliente. Veuillez contacter les administrateurs de l'API SNE-Cotation.",
  },
  ERRAUTUSR0002: { status: 403, message: "Les profils métier de cette application cliente n'ouvrent pas ce service." },
  ERRAUTUSR0003: {
    status: 403,
    message:
      "Les profils métier de cette application cliente n'ouvrent ce service sur aucun territoire : en production, un profil porte le SIREN d'un EPCI (EPCI-200046977).",
  },
  ERRAUTUSR0004: {
    status: 403,
    message:
      "Cet EPCI n'existe pas ici, ou n'est pas de ceux que les profils métier de cette application cliente ouvrent.",
  },
  ERRAUTUSR0005: {
    status: 400,
    message: 'Les profils métier ouvrent plusieurs EPCI : le paramètre « epci » doit dire lequel, par son SIREN.',
  },
  // ERRCOTNUM0001 was withdrawn by version 1.2 of the guide: it is never used again.
  ERRCOTNUM0002: {
    status: 400,
    message:
      'Le paramètre « range » doit être de la forme premier-dernier, à partir de 0, sans que le dernier précède le premier.',
  },
  ERRCOTNUM0003: { status: 400, message: `Le paramètre « range » demande plus de ${limits.sneRangeNumbers} numéros.` },
  ERRCOTNUM0004: { status: 400, message: 'Le paramètre « filtre_a_coter » doit valoir true ou false.' },
  ERRCOTNUM0005: { status: 400, message: 'Un numéro unique est fait de 18 chiffres.' },
  ERRCOTNUM0006: {
    status: 404,
    message: "Aucune demande ne porte ce numéro unique sur les territoires de l'application cliente.",
  },
  ERRCOTCAL0001: {
    status: 400,
    message: 'Le corps doit être du JSON : {"localisationsSouhaitees": [{"codeInsee": "69123"}]}.',
  },
  ERRCOTCAL0002: {
    status: 400,
    message: `Il faut de 1 à ${limits.sneLocations} localisations souhaitées, chacune une fois, par le code INSEE de la commune.`,
  },
  ERRCOTCAL0003: { status: 422, message: "Une localisation souhaitée n'est pas une commune de l'EPCI de la demande." },
  ERRCOTCAL0004: { status: 500, message: 'Une erreur technique empêche de répondre. Veuillez réessayer plus tard.' },
  ERRCOTCAL0005: { status: 413, message: `Le corps dépasse ${limits.sneBodyBytes} octets.` },
  ERRCOTCAL0006: { status: 404, message: "Aucun modèle de cotation n'est en vigueur à cette date." },
  ERRCOTCAL0007: { status: 400, message: 'Le paramètre « date » doit être une date AAAA-MM-JJ.' },
} as const;

export type RefusalCode = keyof typeof refusals;

/** Thrown where a request ends; `onError` of the service writes it. */
export class Refusal extends Error {
  readonly code: RefusalCode;

  constructor(code: RefusalCode) {
    super(`${code}: ${refusals[code].message}`);
    this.name = 'Refusal';
    this.code = code;
  }
}

/** The code for a field that is not well-formed. */
const codesOfFields: Readonly<Record<string, RefusalCode>> = {
  range: 'ERRCOTNUM0002',
  filtre_a_coter: 'ERRCOTNUM0004',
  numeroUnique: 'ERRCOTNUM0005',
  epci: 'ERRAUTUSR0004',
  date: 'ERRCOTCAL0007',
  localisationsSouhaitees: 'ERRCOTCAL0002',
};

/** Gives the refusal of input that is wrong at `path`. */
export function inputRefusal(path: readonly PropertyKey[]): Refusal {
  return new Refusal(codesOfFields[String(path[0])] ?? 'ERRCOTCAL0001');
}

export function refusalResponse(code: RefusalCode): Response {
  const { status, message } = refusals[code];
  return new Response(JSON.stringify({ code, message }), {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  });
}

export const withoutIdentity = new Problem('identity_header.invalid', 401, {
  en: 'This service answers only what comes through the gateway: the identity header is missing or not valid.',
  fr: "Ce service ne répond qu'à ce qui passe par la passerelle : l'en-tête d'identité manque ou n'est pas valide.",
});

export const withoutKeys = new Problem('identity_header.keys_unreachable', 503, {
  en: 'The keys of the gateways cannot be fetched at the moment.',
  fr: 'Les clés des passerelles ne peuvent pas être obtenues pour le moment.',
});

export const pathNotFound = new Problem('path.not_found', 404, {
  en: 'There is nothing here.',
  fr: "Il n'y a rien à cette adresse.",
});

export function problemResponse(problem: Problem): Response {
  return new Response(JSON.stringify(problemDocument(problem, 'fr')), {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
  });
}
