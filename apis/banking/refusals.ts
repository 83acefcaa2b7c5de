/** How this service says no: RFC 9457, in the language that was asked for. */
import type { z } from 'zod';
import { preferredLanguage } from '#base/language.ts';
import { Problem, problemDocument } from '#base/problem.ts';

export const withoutIdentity = new Problem('identity_header.invalid', 401, {
  en: 'This service answers only what comes through the gateway: the identity header is missing or not valid.',
  fr: "Ce service ne répond qu'à ce qui passe par la passerelle : l'en-tête d'identité manque ou n'est pas valide.",
});

export const withoutKeys = new Problem('identity_header.keys_unreachable', 503, {
  en: 'The keys of the gateways cannot be fetched at the moment.',
  fr: 'Les clés des passerelles ne peuvent pas être obtenues pour le moment.',
});

export const bodyUnreadable = new Problem('banking.body_unreadable', 400, {
  en: 'The body is not the JSON that was expected.',
  fr: "Le corps n'est pas le JSON attendu.",
});

export const pathNotFound = new Problem('path.not_found', 404, {
  en: 'There is nothing here.',
  fr: "Il n'y a rien à cette adresse.",
});

/** The answer for a problem; `more` stands beside the members of RFC 9457. */
export function problemResponse(
  problem: Problem,
  request: Request,
  more: Readonly<Record<string, unknown>> = {},
): Response {
  const document = problemDocument(problem, preferredLanguage(request.headers.get('accept-language')));
  return new Response(JSON.stringify({ ...document, ...more }), {
    status: problem.status,
    headers: { 'content-type': 'application/problem+json', 'cache-control': 'no-store' },
  });
}

/** What zod found wrong, named as it was sent. */
export function inputProblem(error: z.core.$ZodError): Problem {
  return new Problem(
    'input.invalid',
    422,
    { en: 'Something that was sent is not valid.', fr: "Une valeur envoyée n'est pas valide." },
    { faults: error.issues.map(({ path, message }) => ({ path: path.join('.'), message })) },
  );
}
