/** How this service says no: the words of the real one where they are known, in the body that gateways of IBM give. */
import { STATUS_CODES } from 'node:http';
import type { Language } from '#base/language.ts';
import { Problem } from '#base/problem.ts';

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

export const fault = new Problem('internal.fault', 500, { en: 'Internal error', fr: 'Erreur interne serveur' });

export const formatInvalid = new Problem('webstat.format_invalid', 400, {
  en: 'Format value incorrect, dataset value have to be set',
  fr: 'Valeur format incorrect, le dataset est obligatoire',
});

/** What the lists say in place of it. */
export const statusInvalid = new Problem('webstat.status_invalid', 400, {
  en: 'Invalid status value',
  fr: 'Valeur de statut non valide',
});

export const detailInvalid = new Problem('webstat.detail_invalid', 400, {
  en: 'Detail value incorrect',
  fr: 'Valeur détail incorrect',
});

export const periodInvalid = new Problem('webstat.period_invalid', 400, {
  en: 'Period format incorrect',
  fr: 'Format de la période incorrect',
});

export const countInvalid = new Problem('webstat.count_invalid', 400, {
  en: 'FirstNObservation value and/or lastNObservation value must be an integer',
  fr: 'Valeur firstNObservation et/ou Valeur lastNObservation doivent être des nombres entiers',
});

export const countsCombined = new Problem('webstat.counts_combined', 403, {
  en: 'firstNObservation and lastNObservation cannot be combined in the same query',
  fr: 'firstNObservation et lastNObservation ne peuvent pas être combinés dans la même requête',
});

export const keyInvalid = new Problem('webstat.key_invalid', 400, {
  en: 'Series key incorrect',
  fr: 'Clé de série incorrecte',
});

export const datasetNotFound = new Problem('webstat.dataset_not_found', 404, {
  en: 'Dataset not found or the dataset is being indexed',
  fr: "Dataset non trouvé ou le dataset est en cours d'indexation",
});

export const seriesNotFound = new Problem('webstat.series_not_found', 404, {
  en: 'Series not found',
  fr: 'Série non trouvée',
});

export const formatUnavailable = new Problem('webstat.format_unavailable', 501, {
  en: 'Format not available yet',
  fr: 'Format non disponible pour le moment',
});

export const answerTooLarge = new Problem('webstat.answer_too_large', 502, {
  en: 'Request Timeout : please request a smaller set',
  fr: 'Request Timeout : demandez un ensemble plus petit',
});

export const datasetChanging = new Problem('webstat.dataset_changing', 503, {
  en: 'The dataset is being updated, please try again',
  fr: 'Le dataset est en cours de mise à jour, veuillez réessayer',
});

/**
 * The answer for a problem. `message` is what the Bank's R client prints for statuses that it does not know; the other members are
 * those of IBM API Connect, which it prints for 429.
 */
export function refusal(problem: Problem, language: Language): Response {
  const text = problem.text[language];
  const body = {
    httpCode: String(problem.status),
    httpMessage: STATUS_CODES[problem.status] ?? '',
    moreInformation: text,
    message: text,
  };
  return new Response(JSON.stringify(body), {
    status: problem.status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'cache-control': 'no-store' },
  });
}
