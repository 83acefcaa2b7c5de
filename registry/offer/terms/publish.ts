import { z } from 'zod';
import { limits } from '#base/limits.ts';
import { Problem } from '#base/problem.ts';
import { inBothLanguages, moment, slug, version } from '#registry/declarations/schema.ts';
import { findTermsEntry, indexIn, put, putTerms } from '#registry/offer/entries.ts';
import { offerFields, offerOperation } from '#registry/offer/offer-operation.ts';

/**
 * Publishes a version of terms, or moves the day of one that is not in force yet. Until its day consents to the version
 * before hold; from then on the gateway asks for consent to it. Those who must renew are told by mail (see `notices/`).
 *
 * @throws Problem `terms.not_found` (404), `terms.effective_passed` (422) for a day that is past,
 *   `terms.version_in_force` (409), `terms.version_published` (409) for another text than the one that was published
 */
export const publishTermsVersion = offerOperation({
  name: 'terms.publish',
  summary: 'Publishes a version of terms from a day on, or moves the day of one that is not in force yet.',
  http: { method: 'put', path: '/providers/{provider}/terms/{terms}/versions/{version}' },
  input: z.strictObject({
    ...offerFields,
    terms: slug,
    version: version.describe('Name of the version: `2026-01`.'),
    effective: moment.describe('From when on consent to it is demanded.'),
    text: inBothLanguages(limits.termsTextLength).describe('The text. Once published it never changes.'),
  }),
  edit: (declared, { terms, version: name, effective, text }, { now }) => {
    const entry = findTermsEntry(declared, terms);
    const index = indexIn(entry.versions, (one) => one.version === name);
    const before = entry.versions[index];
    if (before !== undefined && new Date(before.effective) <= now) throw versionInForce();
    // A day is meant whole: today's, too, begins consents anew from this moment.
    if (new Date(effective).getTime() < now.getTime() - dayMs) throw effectivePassed();
    const { list, at } = put(entry.versions, index, { version: name, effective, text });
    const { provider, place } = putTerms(declared, { ...entry, versions: list });
    return { provider, place: [...place, 'versions', at] };
  },
});

const dayMs = 86_400_000;

function versionInForce(): Problem {
  return new Problem('terms.version_in_force', 409, {
    en: 'This version is in force already and does not change any more: publish a new one.',
    fr: 'Cette version est déjà en vigueur et ne change plus : publiez-en une nouvelle.',
  });
}

function effectivePassed(): Problem {
  const text = {
    en: 'Consent cannot be demanded from a day that is past.',
    fr: "Le consentement ne peut pas être exigé à partir d'un jour passé.",
  };
  return new Problem('terms.effective_passed', 422, text, {
    faults: [{ path: 'effective', message: text.en, fr: text.fr }],
  });
}
