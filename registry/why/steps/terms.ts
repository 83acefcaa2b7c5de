import { versionsThatCount } from '#registry/terms/in-force.ts';
import { dayOf } from '#registry/why/day.ts';
import { green, notNeeded, red, type Judge } from '#registry/why/step.ts';
import { consumerOf } from '#registry/why/who.ts';

/** One of the versions of the terms that count now must have been accepted for the application. */
export const terms: Judge = (facts) => {
  const asked = facts.terms;
  if (asked === null) return notNeeded('This API asks for no terms of use.', 'Cette API ne demande pas de CGU.');
  const [inForce, ...announced] = versionsThatCount(asked.versions, facts.now.getTime());
  if (inForce === undefined) {
    return notNeeded(
      'The terms of use of this API are not in force yet.',
      'Les CGU de cette API ne sont pas encore en vigueur.',
    );
  }
  const accepted = [inForce, ...announced].findLast((version) => version.acceptedAt !== null);
  if (accepted?.acceptedAt == null) {
    const earlier = asked.versions.some((version) => version.acceptedAt !== null);
    const day = dayOf(inForce.effectiveAt);
    return red(
      earlier
        ? `An earlier version of the terms of use was accepted; version ${inForce.version}, in force since ${day.en}, was not.`
        : `The terms of use of this API (version ${inForce.version}) have not been accepted for the application.`,
      earlier
        ? `Une version antérieure des CGU a été acceptée ; la version ${inForce.version}, en vigueur depuis le ${day.fr}, ne l'a pas été.`
        : `Les CGU de cette API (version ${inForce.version}) n'ont pas été acceptées pour l'application.`,
      {
        code: 'terms.not_accepted',
        refusedBy: 'gateway',
        since: inForce.effectiveAt,
        who: consumerOf(facts),
        remedy: 'consent.give',
        subject: `${asked.reference}/${inForce.version}`,
      },
    );
  }
  const day = dayOf(accepted.acceptedAt);
  return green(
    `The terms of use (version ${accepted.version}) were accepted on ${day.en}.`,
    `Les CGU (version ${accepted.version}) ont été acceptées le ${day.fr}.`,
    {
      since: accepted.acceptedAt,
      subject: `${asked.reference}/${accepted.version}`,
      warning: renewal(accepted, announced),
    },
  );
};

type Version = { readonly version: string; readonly effectiveAt: Date };

/** What will be demanded next, when the version accepted is not the last one. */
function renewal(accepted: Version, announced: readonly Version[]) {
  const next = announced.find((version) => version.effectiveAt > accepted.effectiveAt);
  if (next === undefined) return null;
  const day = dayOf(next.effectiveAt);
  return {
    en: `Version ${next.version} comes into force on ${day.en}: accept it before, or calls will be refused from then on.`,
    fr: `La version ${next.version} entre en vigueur le ${day.fr} : acceptez-la avant, sinon les appels seront refusés dès lors.`,
  };
}
